"""The fit of one hyper-parameter of the rule to the cases of a subject."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ...rules.registry import Rule
from ...scenarios.encoding import decode_group
from ...scenarios.model import HyperValue, Scenario, Schedule, SetHyper
from ..candidates.candidate import Candidate
from ..candidates.cases import Case
from ..candidates.hyper_candidates import (
    Change,
    Number,
    as_constant,
    as_default,
    as_factor,
    numeric_parts,
    with_changed_number,
    with_flag,
)
from ..candidates.root_finding import roots, values_to_try
from ..candidates.shortest_number import FEW_DIGITS, find_shortest_number, has_few_digits

# Number of cases to fit a hyper-parameter.
FITTED = 3

# Fits that agree to this relative tolerance are tried as one value, which is then tested on every
# case.
SAME = 1e-2

LAWS: dict[str, Change] = {
    "1 - {}": lambda v: 1 - v,
    "{} squared": lambda v: v * v,
    "the root of {}": lambda v: abs(v) ** 0.5,
}


def fit_hyper(claimed: Rule, cases: Sequence[Case]) -> Iterator[Candidate]:
    """Yield the candidates with one changed hyper-parameter that explain all cases."""
    telling = [c for c in cases if c.deviation]
    if not telling:
        return
    for hyper, default in claimed.defaults.items():
        if isinstance(default, bool):
            yield from _fit_flags(claimed, hyper, telling)
        for number in numeric_parts(hyper, default):
            yield from _fit_number(claimed, number, telling)


def _fit_flags(claimed: Rule, hyper: str, cases: Sequence[Case]) -> Iterator[Candidate]:
    for value in (False, True):
        one = with_flag(claimed, hyper, value)
        if any(
            _given_value(claimed, c.scenario, hyper) != value for c in cases
        ) and _explains_all_cases(one, cases):
            yield one


def _fit_number(claimed: Rule, number: Number, cases: Sequence[Case]) -> Iterator[Candidate]:
    chosen: list[Case] = []
    given: list[float] = []
    found: list[float] = []
    for case in _distinct_cases(claimed, number, cases):
        value = number.read_from(_given_value(claimed, case.scenario, number.hyper))
        x = _solve_value(claimed, number, case, value)
        if x is not None:
            chosen.append(case)
            given.append(value)
            found.append(x)
        elif not found:
            return
        # A large number may not be found, so that it is only tried with what the others say.
    if not found:
        return
    for one in _explanations(claimed, number, chosen, given, found):
        # Some number always fits a single case.
        is_told = len(cases) > 1 or has_few_digits(one.id, _telling_digits(chosen[0]))
        if is_told and _explains_all_cases(one, cases):
            yield one
            return


def _telling_digits(case: Case) -> int:
    """Return how many digits a number may have at most if it is not to fit a case by chance.

    A case determines as many digits as its deviation has above the rounding bound. Some number with
    all of these fits every deviation.
    """
    deviation = case.deviation
    assert deviation is not None
    radius = float(deviation.radius.ravel()[deviation.element])
    if not radius > 0 or not math.isfinite(radius):
        return FEW_DIGITS
    return min(FEW_DIGITS, int(max(0.0, math.log10(deviation.size / radius)) / 2))


def _distinct_cases(claimed: Rule, number: Number, cases: Sequence[Case]) -> list[Case]:
    """Return the first cases with different values of the number that do not change it later.

    No value can be solved for where the subject or the rule has no finite value.
    """
    by_value: dict[float, Case] = {}
    for case in cases:
        if case.deviation is None or not math.isfinite(case.deviation.size):
            continue
        if any(isinstance(e, SetHyper | Schedule) for e in case.scenario.events):
            continue
        value = number.read_from(_given_value(claimed, case.scenario, number.hyper))
        if math.isfinite(value):
            by_value.setdefault(value, case)
    return list(by_value.values())[:FITTED]


def _explanations(
    claimed: Rule, number: Number, cases: list[Case], given: list[float], found: list[float]
) -> Iterator[Candidate]:
    first, value, x = cases[0], given[0], found[0]
    if _lacks_value(first.scenario, number.hyper):
        default = find_shortest_number(x, lambda y: as_default(claimed, number, y).explains(first))
        yield as_default(claimed, number, default)
    if _are_equal(found):
        constant = find_shortest_number(
            x, lambda y: as_constant(claimed, number, y).explains(first)
        )
        yield as_constant(claimed, number, constant)
    ratios = [f / v for f, v in zip(found, given, strict=True) if v]
    if value and _are_equal(ratios):
        factor = find_shortest_number(
            x / value, lambda y: as_factor(claimed, number, y).explains(first)
        )
        yield as_factor(claimed, number, factor)
    for words, law in LAWS.items():
        if _are_equal([f / law(v) for f, v in zip(found, given, strict=True) if law(v)]):
            meant = words.format(number.label)
            yield with_changed_number(
                claimed, number, law, meant, f"{number.label} acts as {meant}"
            )


def _given_value(claimed: Rule, scenario: Scenario, hyper: str) -> HyperValue:
    return (dict(claimed.defaults) | decode_group(scenario.groups[0]))[hyper]


def _lacks_value(scenario: Scenario, hyper: str) -> bool:
    return hyper not in scenario.groups[0]


def _explains_all_cases(candidate: Candidate, cases: Sequence[Case]) -> bool:
    return all(candidate.explains(case) for case in cases)


def _are_equal(numbers: Sequence[float]) -> bool:
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    return high - low <= SAME * max(abs(low), abs(high))


def _solve_value(claimed: Rule, number: Number, case: Case, value: float) -> float | None:
    """Return the value with which the rule explains the subject in one case, or None."""

    deviation = case.deviation
    if deviation is None:
        return None

    def gap(x: float) -> float:
        one = as_constant(claimed, number, x)
        run = one.run_values(case.scenario)
        return deviation.value_in(run) - deviation.value_in(deviation.run)

    for x in roots(gap, values_to_try(value)):
        if as_constant(claimed, number, x).explains(case):
            return x
    return None
