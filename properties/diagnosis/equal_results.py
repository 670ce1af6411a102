"""Of changes with the same results, the one that is described best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..mutants.descriptions import STEP
from ..mutants.outcome_digest import digest_outcome
from .candidate import Candidate
from .cases import Case

# How the description of a change begins that is about what a helper is given.
OF_HELPER = "The result is"


def distinct_candidates(candidates: Iterable[Candidate], cases: Sequence[Case]) -> list[Candidate]:
    """Leave out mutants with the same results in all cases as another one.

    A change of the formula is kept rather than one of what a helper is given, one of the step
    itself rather than an earlier one, and a brief description rather than a long one.
    """
    found: dict[tuple[str, ...], Candidate] = {}
    for one in candidates:
        results: tuple[str, ...] = (one.id,)
        if one.kind == "mutant":
            results = tuple(digest_outcome(one.run_values(case.scenario)) for case in cases)
        found[results] = min(found.get(results, one), one, key=_rank)
    return list(found.values())


def _rank(candidate: Candidate) -> tuple[bool, bool, int]:
    title = candidate.title
    return title.startswith(OF_HELPER), not title.startswith(STEP), len(title)
