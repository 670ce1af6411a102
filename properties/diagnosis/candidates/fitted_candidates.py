"""Candidates from changes with an unknown number, which is solved for in the smallest case."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from ...mutants import Mutant, MutantSubject, changes_with_unknown
from ...mutants.unknown_number import runner, with_value
from ...rules.registry import Rule
from ...scenarios.model import Scenario
from ...subjects.trajectory import Outcome
from .candidate import Candidate
from .cases import Case
from .one_edit import SCREENED, candidate_from_mutant, is_near, is_screenable
from .rewrite import write_declared_defaults
from .root_finding import roots
from .shortest_number import find_shortest_number

# The numbers between which roots are looked for.
SIZES = (2.0**-40, 2.0**-24, 2.0**-12, 2.0**-5, 0.3, 0.9, 0.999, 1.5, 3.5, 12.5, 100.0, 2.0**20)
GRID = [*(-x for x in reversed(SIZES)), 0.0, *SIZES]

# A number has no effect in a case if these all give the same result.
FEW = (-0.75, 0.25, 0.75, 2.25, 1000.0)

Run = Callable[[float, Scenario], Outcome]


def fitted_candidates(rule: Rule, broken: Sequence[Case]) -> Iterator[Candidate]:
    """Yield changes with a number that are near the subject in small failing cases.

    Args:
        rule: the claimed rule.
        broken: the cases in which the subject deviates, the smallest first.
    """
    cases = [case for case in broken if is_screenable(case)][:SCREENED]
    if not cases:
        return
    for change in changes_with_unknown(rule):
        value = _solve(rule, change, cases)
        if value is not None:
            yield candidate_from_mutant(rule, with_value(change, value))


def _solve(rule: Rule, change: Mutant, cases: Sequence[Case]) -> float | None:
    """Return the shortest number with which a change is near the subject in all cases."""

    def is_near_everywhere(value: float) -> bool:
        subject = MutantSubject(rule, with_value(change, value))
        return all(is_near(rule, subject, case) for case in cases)

    gap = _gap(rule, runner(rule, change), cases[0])
    if len({repr(gap(x)) for x in FEW}) == 1:
        return None
    for root in roots(gap, GRID):
        if math.isfinite(root) and is_near_everywhere(root):
            return find_shortest_number(root, is_near_everywhere)
    return None


def _gap(rule: Rule, run: Run, case: Case) -> Callable[[float], float]:
    """Return the distance between the change and the subject as a function of the number."""
    deviation = case.deviation
    if deviation is None:
        raise ValueError("The case has no deviation to solve for.")
    scenario = write_declared_defaults(rule, case.scenario)
    subject = deviation.value_in(deviation.run)
    return lambda value: deviation.value_in(run(value, scenario)) - subject
