"""Whether a subject computes in float32 although parameters are float64.

Its results then have the rounding errors of float32, so that no candidate has the same numbers. It
is found out by the numbers themselves: either the parameters or their changes are float32 numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...comparison.trajectories import compare_with_enclosure
from ...enclosures.evaluate import enclose
from ...rules.registry import Rule
from ...scenarios.model import Floats, Step
from ...subjects.trajectory import Trajectory
from ...wrappings import parse_wrapping
from .candidate import Candidate
from .candidate_pool import combine_pairs, single_changes
from .cases import Case, broken_in_float64
from .joined_titles import join_titles
from .wrappings import candidate_from_wrapping

# A change is a float32 number up to so many roundings of the parameter in float64.
ROUNDINGS = 4

# Numbers with few bits fit into float32 by chance, so that at least so many must have more.
FEW_BITS = 18
FEWEST = 4


def float32_candidate(rule: Rule, plain: Sequence[Case]) -> Candidate | None:
    """Return the candidate that computes in float32, if plain cases show that the subject does.

    Its formula is that of the rule, or has one or two of the dialects.
    """
    broken = broken_in_float64(plain)
    if not broken:
        return None
    runs = [case.run for case in broken if isinstance(case.run, Trajectory)]
    if len(runs) < len(broken) or sum(map(_count_proofs, broken)) < FEWEST:
        return None
    if not all(map(_is_in_float32, broken)):
        return None
    return next((c for c, _ in candidates_in_float32(rule) if is_enclosed_in_all(c, plain)), None)


def candidates_in_float32(rule: Rule) -> Iterator[tuple[Candidate, Rule]]:
    """Yield candidates that compute in float32, each with its formula: the rule, or dialects."""
    alone = candidate_from_wrapping(rule, parse_wrapping("float32-arithmetic"))
    yield alone, rule
    applied = [one for one in single_changes(rule) if one.kind == "dialect"]
    for formula in (*applied, *combine_pairs(applied)):
        yield _in_float32(alone, formula), formula.rule


def is_enclosed_in_all(candidate: Candidate, cases: Sequence[Case]) -> bool:
    """Return whether the enclosures of a candidate contain the runs of all cases."""
    return all(_is_enclosed(candidate.rule, case) for case in cases)


def _in_float32(alone: Candidate, formula: Candidate) -> Candidate:
    """Return the candidate that computes a formula in float32."""
    return replace(
        formula,
        id=f"{formula.id}+{alone.id}",
        title=join_titles(formula.title, alone.title),
        explanation=f"{formula.explanation} {alone.explanation}".strip(),
        wrappings=alone.wrappings,
    )


def _is_enclosed(rule: Rule, case: Case) -> bool:
    if not isinstance(case.run, Trajectory):
        return False
    enclosure = enclose(rule, case.scenario)
    return not compare_with_enclosure(case.scenario, case.run, enclosure).is_broken


def _changes(case: Case) -> Iterator[tuple[Floats, Floats]]:
    """Yield the values before and after each event that is not several steps, as vectors.

    The sum of several changes in float32 is not a float32 number.
    """
    assert isinstance(case.run, Trajectory)
    frames = [case.scenario.arrays(), *case.run.frames]
    flat = [np.concatenate([a.astype(np.float64).ravel() for a in frame]) for frame in frames]
    for event, (before, now) in zip(case.scenario.events, pairwise(flat), strict=True):
        if not (isinstance(event, Step) and event.times > 1):
            yield before, now


def _count_proofs(case: Case) -> int:
    """Return the number of values that use most of the bits of float32."""
    with np.errstate(all="ignore"):
        return sum(
            int((_is_float32_change(before, now) & ~_has_few_bits(now - before)).sum())
            for before, now in _changes(case)
        )


def _is_in_float32(case: Case) -> bool:
    with np.errstate(all="ignore"):
        return all(
            bool(np.all(_fits(now) | _is_float32_change(before, now)))
            for before, now in _changes(case)
        )


def _has_few_bits(values: Floats) -> NDArray[np.bool_]:
    mantissas, _ = np.frexp(values)
    scaled: Floats = mantissas * 2.0**FEW_BITS
    few: NDArray[np.bool_] = (scaled == np.rint(scaled)) | ~np.isfinite(values)
    return few


def _fits(values: Floats) -> NDArray[np.bool_]:
    fits: NDArray[np.bool_] = (values.astype(np.float32) == values) | ~np.isfinite(values)
    return fits


def _is_float32_change(before: Floats, now: Floats) -> NDArray[np.bool_]:
    change = now - before
    largest = np.maximum(np.abs(before), np.abs(now))
    near: NDArray[np.bool_] = np.abs(change - change.astype(np.float32)) <= (
        ROUNDINGS * 2.0**-53 * largest
    )
    return near
