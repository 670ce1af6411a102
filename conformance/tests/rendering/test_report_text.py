"""Phrases that the terminal and the pages share."""

from __future__ import annotations

from conformance.rendering.report_text import decided


def test_a_share_is_never_rounded_to_nothing() -> None:
    assert decided(10**6, 1).startswith("1 million comparisons decided, less than 1 % undecided")
    assert decided(10, 0) == "10 comparisons decided, 0 % undecided"
    assert decided(0, 0) == "0 comparisons decided, 0 % undecided"
