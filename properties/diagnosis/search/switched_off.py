"""The formula of a subject in part of the plain cases.

A defect with one switch, such as maximize, or an exception for one value would otherwise hide what
the optimizer does in all other steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...rules.registry import Rule
from ...scenarios.encoding import decode_group
from ...subjects.trajectory import SubjectError
from ..candidates.candidate import Candidate
from ..candidates.cases import Case
from .partial import ENOUGH

# The number of axes of a matrix.
MATRIX = 2


def parts_of_cases(rule: Rule, cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Yield parts of the cases, each with enough that fail, the larger first.

    They are the cases in which the subject raises no exception, those without any switch, and those
    of parameters with the axes of a matrix at most.
    """
    completed = [case for case in cases if not isinstance(case.run, SubjectError)]
    flat = [case for case in completed if _count_axes(case) <= MATRIX]
    parts = [
        completed, cases_switched_off(rule, cases), cases_switched_off(rule, completed), flat
    ]  # fmt: skip
    seen = [len(cases)]
    for part in parts:
        if sum(case.is_broken for case in part) >= ENOUGH and len(part) not in seen:
            seen.append(len(part))
            yield part


def cases_switched_off(rule: Rule, cases: Sequence[Case]) -> list[Case]:
    """Return the cases without any switch; none if they are all, or if too few of them fail."""
    part = [case for case in cases if not switches_on(rule, case)]
    is_enough = sum(case.is_broken for case in part) >= ENOUGH
    return part if is_enough and len(part) < len(cases) else []


def switches_on(rule: Rule, case: Case) -> list[str]:
    """Return the names of the switches that are off by default and on in a case."""
    given = {**rule.defaults, **decode_group(case.scenario.groups[0])}
    return [name for name, off in rule.defaults.items() if off is False and given[name] is True]


def describe_rest(rule: Rule, formula: Candidate, cases: Sequence[Case]) -> Iterator[str]:
    """Say in which of the cases a subject deviates from a formula, or raises an exception."""
    raised = [case.run for case in cases if isinstance(case.run, SubjectError)]
    if raised:
        yield (
            f"The optimizer raises {raised[0].kind} in {len(raised)} of {len(cases)} cases of plain"
            " steps; the formula is that of the others."
        )
    completed = [case for case in cases if not isinstance(case.run, SubjectError)]
    wrong = [case for case in completed if not formula.agrees_in(case)]
    if wrong and all(_count_axes(case) > MATRIX for case in wrong):
        yield "The results differ from this formula for parameters with more than two axes."
    elif wrong:
        yield describe_switches(rule, formula, completed)


def _count_axes(case: Case) -> int:
    return max(array.ndim for array in case.scenario.arrays())


def describe_switches(rule: Rule, formula: Candidate, cases: Sequence[Case]) -> str:
    """Say with which switches a subject deviates from a formula."""
    apart = [(set(switches_on(rule, case)), formula.agrees_in(case)) for case in cases]
    right = set().union(*(names for names, agrees in apart if agrees))
    wrong = [names for names, agrees in apart if not agrees]
    # What is on in every such case is the cause, unless it is also on where the results agree.
    shared = set.intersection(*wrong) if wrong else set()
    named = " and ".join(sorted(shared - right) or sorted(shared))
    named = named or " or ".join(sorted(set().union(*wrong)))
    return f"The results differ from this formula in cases with {named}."
