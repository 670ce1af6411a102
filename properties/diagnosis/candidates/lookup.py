"""Candidates by their ids, as reports name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce

from ...mutants import mutants
from ...rules.registry import Rule
from .candidate import Candidate
from .candidate_pool import combine, cross_rule_mutants, other_rules, single_changes
from .one_edit import candidate_from_mutant
from .wrappings import wrapped_candidates

POOLS: tuple[Callable[[Rule], Iterable[Candidate]], ...] = (
    single_changes, other_rules, cross_rule_mutants, wrapped_candidates,
)  # fmt: skip


def find_candidate(claimed: Rule, name: str) -> Candidate | None:
    """Return the candidate with an id, or the combination of those that the id joins with ``+``.

    None for other values of hyper-parameters, and for ids that this version does not have.
    """
    found = [_find_single(claimed, part) for part in name.split("+")]
    return reduce(_combine, found)


def _combine(one: Candidate | None, other: Candidate | None) -> Candidate | None:
    return combine(one, other) if one and other else None


def _find_single(claimed: Rule, name: str) -> Candidate | None:
    for pool in POOLS:
        for one in pool(claimed):
            if one.id == name:
                return one
    mutant = next((m for m in mutants(claimed) if m.id == name), None)
    return candidate_from_mutant(claimed, mutant) if mutant else None
