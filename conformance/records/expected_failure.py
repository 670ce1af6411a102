"""Failures of laws that a user expects, and what a check says about each."""

from __future__ import annotations

from typing import Literal, TypeAlias

from .base import Record

ExpectationState: TypeAlias = Literal["failed", "passed", "undecided", "unmatched", "no reason"]


class ExpectedFailure(Record, frozen=True, kw_only=True):
    """A law that an optimizer is expected to fail, and why.

    ``strict`` says whether it is an error if the law passes. ``target`` is the text of the
    optimizer; empty if the expected failure was given for one optimizer.
    """

    law: str
    reason: str = ""
    link: str = ""
    strict: bool = True
    target: str = ""

    @property
    def description(self) -> str:
        """The reason with the link."""
        return f"{self.reason} ({self.link})" if self.link else self.reason


class CheckedExpectation(Record, frozen=True, kw_only=True):
    """What a check says about an expected failure.

    ``state`` is ``failed`` if the law failed as expected, ``passed`` if it did not fail,
    ``undecided`` if nothing was decided about it, ``unmatched`` if no law of this name applies, and
    ``no reason`` if the expected failure has no reason. ``problem`` is a sentence that says why the
    run fails because of it; empty if it does not.
    """

    expected: ExpectedFailure
    state: ExpectationState
    problem: str = ""
