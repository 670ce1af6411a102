"""Undecided branches: every path through the program is run, and the hull of the results kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# The largest number of paths that are followed in one step.
MOST_BRANCHES = 8


class Undecided(Exception):
    """Raised where a comparison in control flow cannot be decided for all numbers in the balls."""


@dataclass
class _Branch:
    """Results for the undecided comparisons on one path, in the order in which they occur."""

    answers: list[bool]
    position: int = 0

    def next(self) -> bool:
        self.position += 1
        if self.position > len(self.answers):
            raise Undecided
        return self.answers[self.position - 1]


_current_branches: list[_Branch] = []


def resolve_comparison(surely: bool, surely_not: bool) -> bool:
    """Return the result of a comparison; if it is undecided, the next one of the current path.

    Raises:
        Undecided: the comparison is undecided, and the path has no result for it yet.
    """
    if surely or surely_not:
        return surely
    if not _current_branches:
        raise Undecided
    return _current_branches[-1].next()


def enumerate_branches(program: Callable[[], T]) -> list[T]:
    """Return the results of the program on every path through its undecided comparisons.

    Raises:
        Undecided: there are more than ``MOST_BRANCHES`` paths.
    """
    found: list[T] = []
    open_ways: list[list[bool]] = [[]]
    while open_ways:
        answers = open_ways.pop()
        _current_branches.append(_Branch(answers))
        try:
            found.append(program())
        except Undecided:
            if len(found) + len(open_ways) + 2 > MOST_BRANCHES:
                raise
            open_ways += [[*answers, True], [*answers, False]]
        finally:
            _current_branches.pop()
    return found
