"""Explanations of a subject by a rule: as published, with dialects or hyper-parameters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from ...comparison.trajectories import compare_with_enclosure
from ...rules.registry import Rule
from ...subjects.trajectory import SubjectError
from ..candidates.candidate import Candidate
from ..candidates.candidate_pool import combine_pairs, single_changes
from ..candidates.cases import Case, show_numbers
from ..candidates.wrappings import wrapped_candidates
from .beam_search import beam_search
from .hyper_fit import fit_hyper


@dataclass(frozen=True)
class Explanation:
    """A rule, or a candidate of it, and the number of cases that it explains.

    Attributes:
        candidate: the dialect or the changed hyper-parameter; None for the published rule.
        explained: the number of explained cases.
        total_cases: the number of cases.
        distance: the final deviation relative to the change of the parameters by the rule.
    """

    rule: Rule
    candidate: Candidate | None
    explained: int
    total_cases: int
    distance: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether every case is explained."""
        return self.explained == self.total_cases


def find_explanations(rule: Rule, cases: Sequence[Case]) -> Iterator[Explanation]:
    """Yield the rule if it explains all cases, else the candidates that do, else the distance.

    Nothing is yielded where no comparison is decided.
    """
    broken = [case for case in cases if case.is_broken]
    if not broken:
        if any(_has_decided_values(case) for case in cases):
            yield Explanation(rule, None, len(cases), len(cases))
        return
    known = _find_known_changes(rule, broken) if show_numbers(cases) else ()
    whole = [c for c in known if all(c.explains(case) for case in cases)]
    if whole:
        yield from (Explanation(rule, c, len(cases), len(cases)) for c in whole)
        return
    yield distance_from_rule(rule, cases)


def distance_from_rule(rule: Rule, cases: Sequence[Case]) -> Explanation:
    """Return the rule with the median of the distances in the cases in which a subject deviates."""
    broken = [case for case in cases if case.is_broken]
    off = median(map(_distance, broken))
    return Explanation(rule, None, len(cases) - len(broken), len(cases), off)


def _distance(case: Case) -> float:
    """Return the final deviation relative to the change of the parameters by the rule."""
    if isinstance(case.run, SubjectError):
        return math.inf
    ends = zip(case.run.frames[-1], case.enclosure.mid[-1], case.scenario.arrays(), strict=True)
    with np.errstate(all="ignore"):
        both = [(np.abs(a - mid).max(initial=0.0), np.abs(mid - start).max(initial=0.0))
                for a, mid, start in ends]  # fmt: skip
    off, moved = (max(float(x) for x in sizes) for sizes in zip(*both, strict=True))
    return off / moved if moved and math.isfinite(off / moved) else math.inf


def _find_known_changes(rule: Rule, broken: Sequence[Case]) -> Iterable[Candidate]:
    """Return the candidates of the first stage in which any explains all failing cases."""
    applied = [c for c in single_changes(rule) if c.kind == "dialect"]
    for stage in (
        applied,
        (c for c in wrapped_candidates(rule) if c.kind == "dialect"),
        fit_hyper(rule, broken),
        combine_pairs(applied),
        beam_search(applied, broken),
    ):
        fitting_ones = [c for c in stage if all(c.explains(case) for case in broken)]
        if fitting_ones:
            return fitting_ones
    return ()


def _has_decided_values(case: Case) -> bool:
    if isinstance(case.run, SubjectError):
        return False
    return bool(compare_with_enclosure(case.scenario, case.run, case.enclosure).decided)
