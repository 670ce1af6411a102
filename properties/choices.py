"""Branches that balls cannot decide: every way through the program is run, and the hull kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

# A program that asks more often than this in one step is not worth following.
MOST_WAYS = 8


class Undecided(Exception):
    """A comparison steers the program and the balls cannot decide it."""


_answers: list[bool] = []
_asked = 0


def decide(surely: bool, surely_not: bool) -> bool:
    """The answer of a comparison; where it is open, the next one of the way being followed.

    Raises:
        Undecided: it is open, and the way has no answer for it yet.
    """
    global _asked
    if surely or surely_not:
        return surely
    _asked += 1
    if _asked > len(_answers):
        raise Undecided
    return _answers[_asked - 1]


def every_way(program: Callable[[], T]) -> list[T]:
    """What the program gives on every way through its open comparisons.

    Raises:
        Undecided: there are more than ``MOST_WAYS``.
    """
    found: list[T] = []
    open_ways: list[list[bool]] = [[]]
    while open_ways:
        way = open_ways.pop()
        try:
            with _following(way):
                found.append(program())
        except Undecided:
            if len(found) + len(open_ways) + 2 > MOST_WAYS:
                raise
            open_ways += [[*way, True], [*way, False]]
    return found


@contextmanager
def _following(way: list[bool]) -> Iterator[None]:
    global _answers, _asked
    before = _answers, _asked
    _answers, _asked = way, 0
    try:
        yield
    finally:
        _answers, _asked = before
