"""Candidates whose step count stops at a number that few scenarios reach."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import numpy as np

from ...mutants import Mutant, MutantSubject, changes_with_unknown
from ...mutants.unknown_number import NAME, with_value
from ...rules.registry import Rule
from ...scenarios.model import Scenario, Step
from ...scenarios.transforms import change
from ...subjects.optimcore_subject import CoreSubject
from ...subjects.trajectory import Outcome, Subject, Trajectory
from .candidate import Candidate
from .cases import Case
from .one_edit import candidate_from_mutant, is_screenable
from .rewrite import write_declared_defaults

# Runs agree up to this fraction of a value: rounding errors of thousands of steps are smaller.
FRACTION = 1e-9

# The first deviation can be too small to be seen for so many steps.
UNSEEN = 3

# Longest run whose steps are looked at one by one, and the largest number of elements.
LONGEST = 4000
SMALL = 16

# The change of a step count, as it is written.
BOUNDED = f"min(t, {NAME})"


def bounded_count_candidates(
    rule: Rule, subject: Subject, broken: Sequence[Case]
) -> Iterator[Candidate]:
    """Yield the rule with a count that stops where a long run first deviates.

    Nothing is yielded if a short case deviates, in which a bound is found like other numbers.
    """
    if not broken or any(map(is_screenable, broken)):
        return
    scenario = next(filter(None, (_single_steps(case) for case in broken)), None)
    if scenario is None:
        return
    theirs = subject.run(scenario)
    start = write_declared_defaults(rule, scenario)
    first = _first_difference(theirs, CoreSubject(rule.name).run_values(start))
    if first is None or rule.edits or rule.wrappings:
        return
    for mutant in changes_with_unknown(rule):
        if not _is_bounded(mutant):
            continue
        for bound in range(max(1, first - UNSEEN), first + 1):
            one = with_value(mutant, bound)
            ours = MutantSubject(rule, one).run(scenario)
            if isinstance(ours, Trajectory) and _first_difference(theirs, ours) is None:
                yield candidate_from_mutant(rule, one)
                break


def _single_steps(case: Case) -> Scenario | None:
    """Return the events up to the deviation of a long case, with a frame for each step."""
    if case.deviation is None or case.scenario.size > SMALL:
        return None
    events = case.scenario.events[: case.deviation.event + 1]
    if not all(isinstance(e, Step) and not e.overflow for e in events):
        return None
    if sum(e.times for e in events if isinstance(e, Step)) > LONGEST:
        return None
    single = [change(e, times=1) for e in events if isinstance(e, Step) for _ in range(e.times)]
    return change(case.scenario, events=tuple(single))


def _first_difference(one: Outcome, other: Outcome) -> int | None:
    """Return the number of steps after which two runs agree no more, or None."""
    if not isinstance(one, Trajectory) or not isinstance(other, Trajectory):
        return None
    for k, (mine, theirs) in enumerate(zip(one.frames, other.frames, strict=True)):
        for a, b in zip(mine, theirs, strict=True):
            with np.errstate(all="ignore"):
                if np.any(np.abs(a - b) > FRACTION * np.abs(b)):
                    return k
    return None


def _is_bounded(mutant: Mutant) -> bool:
    return BOUNDED in ast.unparse(mutant.changed)
