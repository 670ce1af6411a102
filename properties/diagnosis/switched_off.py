"""The formula of a subject without the switches of its rule, such as maximize.

A defect with one switch would otherwise hide what the optimizer does in all other steps.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..rules.registry import Rule
from ..scenarios.encoding import decode_group
from .candidate import Candidate
from .cases import Case
from .partial import ENOUGH


def cases_switched_off(rule: Rule, cases: Sequence[Case]) -> list[Case]:
    """Return the cases without any switch; none if they are all, or if too few of them fail."""
    part = [case for case in cases if not switches_on(rule, case)]
    is_enough = sum(case.is_broken for case in part) >= ENOUGH
    return part if is_enough and len(part) < len(cases) else []


def switches_on(rule: Rule, case: Case) -> list[str]:
    """Return the names of the switches that are off by default and on in a case."""
    given = {**rule.defaults, **decode_group(case.scenario.groups[0])}
    return [name for name, off in rule.defaults.items() if off is False and given[name] is True]


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
