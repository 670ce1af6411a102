"""The order of the candidates that explain all cases, and which of them are reported."""

from __future__ import annotations

from collections.abc import Sequence

from .candidate import Candidate


def simplest_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Sort candidates of kind "hyper" by the length of their id, after all others in order."""
    return sorted(candidates, key=lambda c: len(c.id) if c.kind == "hyper" else 0)


def without_variants(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the dialects of another rule that itself is a candidate."""
    others = {c.name for c in candidates if c.kind == "rule" and not c.edits}
    return [c for c in candidates if not (c.kind == "rule" and c.edits and c.name in others)]


def with_own_titles(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out candidates with the sentence of an earlier one beside the same dialects."""
    first: dict[tuple[str, tuple[str, ...]], Candidate] = {}
    for candidate in candidates:
        first.setdefault((candidate.title, candidate.dialects), candidate)
    return list(first.values())
