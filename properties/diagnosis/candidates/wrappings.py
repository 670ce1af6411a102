"""Candidates that do something around the rule: clip or accumulate gradients, skip steps."""

from __future__ import annotations

from collections.abc import Iterator

from ...rules.registry import Rule
from ...wrappings import Wrapping, wrapping_kinds
from .candidate import Candidate


def wrapped_candidates(rule: Rule) -> Iterator[Candidate]:
    """Yield the rule in each wrapping with its usual values, as candidates."""
    for kind in wrapping_kinds().values():
        for wrapping in kind.usual_wrappings():
            if rule.defaults.keys() >= set(wrapping.needs):
                yield candidate_from_wrapping(rule, wrapping)


def candidate_from_wrapping(rule: Rule, wrapping: Wrapping) -> Candidate:
    """Return the candidate for a rule in a wrapping."""
    return Candidate(
        wrapping.id, "dialect" if wrapping.is_usual else "mutant", wrapping.title,
        wrapping.explanation, rule, rule.name, rule.edits, wrapping.libraries,
        wrappings=(wrapping,),
    )  # fmt: skip
