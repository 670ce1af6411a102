"""Branches that balls cannot decide: every way through the program is run, and the hull kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# A program that asks more often than this in one step is not worth following.
MOST_WAYS = 8


class Undecided(Exception):
    """A comparison steers the program and the balls cannot decide it."""


@dataclass
class _Way:
    """Answers to the open comparisons of a program, in the order in which it asks."""

    answers: list[bool]
    asked: int = 0

    def next(self) -> bool:
        self.asked += 1
        if self.asked > len(self.answers):
            raise Undecided
        return self.answers[self.asked - 1]


_followed: list[_Way] = []


def decide(surely: bool, surely_not: bool) -> bool:
    """The answer of a comparison; where it is open, the next one of the way being followed.

    Raises:
        Undecided: it is open, and the way has no answer for it yet.
    """
    if surely or surely_not:
        return surely
    if not _followed:
        raise Undecided
    return _followed[-1].next()


def every_way(program: Callable[[], T]) -> list[T]:
    """What the program gives on every way through its open comparisons.

    Raises:
        Undecided: there are more than ``MOST_WAYS``.
    """
    found: list[T] = []
    open_ways: list[list[bool]] = [[]]
    while open_ways:
        answers = open_ways.pop()
        _followed.append(_Way(answers))
        try:
            found.append(program())
        except Undecided:
            if len(found) + len(open_ways) + 2 > MOST_WAYS:
                raise
            open_ways += [[*answers, True], [*answers, False]]
        finally:
            _followed.pop()
    return found
