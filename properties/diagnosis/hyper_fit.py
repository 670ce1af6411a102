"""Candidates that follow the rule with other hyper-parameters than the given ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TypeAlias

from ..rules.registry import Rule
from ..scenarios.encoding import read_all, written
from ..scenarios.model import HyperValue, Scenario, Schedule, SetHyper, WrittenHyper
from ..scenarios.transforms import change, with_hyper
from .candidate import Candidate
from .cases import Case
from .rewrite import leaving_out
from .root_finding import roots, values_to_try
from .shortest_number import factor_in_words, snapped

# Number of cases to fit a hyper-parameter.
FITTED = 3
# Fits that agree to this relative tolerance are tried as one value, which is then tested on every
# case.
SAME = 1e-2


@dataclass(frozen=True)
class Number:
    """A numeric hyper-parameter, or one part of a tuple."""

    hyper: str
    part: int | None = None

    @property
    def label(self) -> str:
        return self.hyper if self.part is None else f"{self.hyper}[{self.part}]"

    def of(self, value: HyperValue) -> float:
        """Return this number from a value of the hyper-parameter; NaN where it is None."""
        one = value[self.part] if isinstance(value, tuple) and self.part is not None else value
        return float(one) if isinstance(one, int | float) else math.nan

    def put(self, value: HyperValue, number: float) -> HyperValue:
        """Return the value with this number replaced."""
        if self.part is None:
            return number
        parts = value if isinstance(value, tuple) else ()
        return tuple(number if k == self.part else v for k, v in enumerate(parts))


Change: TypeAlias = Callable[[float], float]

LAWS: dict[str, Change] = {
    "1 - {}": lambda v: 1 - v,
    "{} squared": lambda v: v * v,
    "the root of {}": lambda v: abs(v) ** 0.5,
}


def fits(claimed: Rule, cases: Sequence[Case]) -> Iterator[Candidate]:
    """Yield the candidates with one changed hyper-parameter that explain all cases."""
    telling = [c for c in cases if c.deviation]
    if not telling:
        return
    for hyper, default in claimed.defaults.items():
        if isinstance(default, bool):
            yield from _flags(claimed, hyper, telling)
        for number in _numbers(hyper, default):
            yield from _of_number(claimed, number, telling)


def declared_defaults(claimed: Rule, own: Mapping[str, HyperValue]) -> Iterator[Candidate]:
    """Yield a candidate with the defaults of the subject, if they differ from the rule's."""
    other: dict[str, WrittenHyper] = {}
    names, titles = [], []
    for hyper, value in own.items():
        for number in _numbers(hyper, claimed.defaults[hyper]):
            usual, its = number.of(claimed.defaults[hyper]), number.of(value)
            if math.isfinite(its) and its != usual:
                other[hyper] = written(value)
                names.append(f"default-{number.label}={its:.12g}")
                titles.append(_default_in_words(number, its, usual))
    if other:
        yield _candidate(
            claimed, "+".join(names), ", and ".join(titles), partial(_where_missing, other=other)
        )


def _default_in_words(number: Number, its: float, usual: float) -> str:
    return f"the default of {number.label} is {its:.12g}, not {usual:.12g}"


def _where_missing(scenario: Scenario, other: Mapping[str, WrittenHyper]) -> Scenario:
    return change(scenario, groups=tuple({**other, **group} for group in scenario.groups))


def _numbers(hyper: str, default: HyperValue) -> list[Number]:
    if isinstance(default, tuple):
        return [Number(hyper, k) for k in range(len(default))]
    return [Number(hyper)] if isinstance(default, float) else []


def _flags(claimed: Rule, hyper: str, cases: Sequence[Case]) -> Iterator[Candidate]:
    for value in (False, True):
        one = _flag(claimed, hyper, value)
        if any(_given(claimed, c.scenario, hyper) != value for c in cases) and _all(one, cases):
            yield one


def ignoring(claimed: Rule) -> Iterator[Candidate]:
    """Yield candidates that ignore a flag of the rule, with either value."""
    flags = [hyper for hyper, default in claimed.defaults.items() if isinstance(default, bool)]
    return (_flag(claimed, hyper, value) for hyper, value in product(flags, (False, True)))


def _flag(claimed: Rule, hyper: str, value: bool) -> Candidate:
    title = f"{hyper} acts as {value}, whatever value is given"
    told = partial(_everywhere, hyper=hyper, value=value)
    return _candidate(claimed, f"{hyper}={value}", title, told)


def _of_number(claimed: Rule, number: Number, cases: Sequence[Case]) -> Iterator[Candidate]:
    chosen = _distinct(claimed, number, cases)
    given = [number.of(_given(claimed, c.scenario, number.hyper)) for c in chosen]
    found = []
    for case, value in zip(chosen, given, strict=True):
        x = _solved(claimed, number, case, value)
        if x is None:
            return
        found.append(x)
    if not found:
        return
    for one in _explanations(claimed, number, chosen, given, found):
        if _all(one, cases):
            yield one
            return


def _distinct(claimed: Rule, number: Number, cases: Sequence[Case]) -> list[Case]:
    """Return the first cases with different values of the number that do not change it later."""
    by_value: dict[float, Case] = {}
    for case in cases:
        if any(isinstance(e, SetHyper | Schedule) for e in case.scenario.events):
            continue
        value = number.of(_given(claimed, case.scenario, number.hyper))
        if math.isfinite(value):
            by_value.setdefault(value, case)
    return list(by_value.values())[:FITTED]


def _explanations(
    claimed: Rule, number: Number, cases: list[Case], given: list[float], found: list[float]
) -> Iterator[Candidate]:
    first, value, x = cases[0], given[0], found[0]
    if _missing(first.scenario, number.hyper):
        default = snapped(x, lambda y: _as_default(claimed, number, y).explains(first))
        yield _as_default(claimed, number, default)
    if _equal(found):
        constant = snapped(x, lambda y: _as_constant(claimed, number, y).explains(first))
        yield _as_constant(claimed, number, constant)
    ratios = [f / v for f, v in zip(found, given, strict=True) if v]
    if ratios and _equal(ratios):
        factor = snapped(x / value, lambda y: _as_factor(claimed, number, y).explains(first))
        yield _as_factor(claimed, number, factor)
    for words, law in LAWS.items():
        if _equal([f / law(v) for f, v in zip(found, given, strict=True) if law(v)]):
            meant = words.format(number.label)
            yield _changing(claimed, number, law, meant, f"{number.label} acts as {meant}")


def _as_constant(claimed: Rule, number: Number, x: float) -> Candidate:
    title = f"{number.label} acts as {x:.12g}, whatever value is given"
    return _changing(claimed, number, lambda v: x, f"{number.label}={x:.12g}", title)


def _as_factor(claimed: Rule, number: Number, factor: float) -> Candidate:
    title = f"{number.label} is {factor_in_words(factor)}"
    name = f"{number.label}*{factor:.12g}"
    return _changing(claimed, number, lambda v: v * factor, name, title)


def _as_default(claimed: Rule, number: Number, x: float) -> Candidate:
    usual = claimed.defaults[number.hyper]
    title = _default_in_words(number, x, number.of(usual))
    rewritten = partial(_where_missing, other={number.hyper: written(number.put(usual, x))})
    return _candidate(claimed, f"default-{number.label}={x:.12g}", title, rewritten)


def _changing(claimed: Rule, number: Number, law: Change, name: str, title: str) -> Candidate:
    def rewritten(scenario: Scenario) -> Scenario:
        def to(hyper: str, value: HyperValue, group: int) -> HyperValue:
            return number.put(value, law(number.of(value))) if hyper == number.hyper else value

        return with_hyper(_explicit(claimed, scenario, number.hyper), to)

    return _candidate(claimed, name, title, rewritten)


def _candidate(
    claimed: Rule, name: str, title: str, rewritten: Callable[[Scenario], Scenario]
) -> Candidate:
    explanation = "The rule gives the same results with this value in place of the given one."
    return Candidate(
        name, "hyper", title, explanation, claimed, claimed.name, claimed.edits, rewritten=rewritten
    )


def _explicit(claimed: Rule, scenario: Scenario, hyper: str) -> Scenario:
    """Return the scenario with the default value written out where none is given."""
    own = {hyper: written(claimed.defaults[hyper])}
    return change(scenario, groups=tuple({**own, **group} for group in scenario.groups))


def _everywhere(scenario: Scenario, hyper: str, value: HyperValue) -> Scenario:
    left = leaving_out(scenario, {hyper})
    return change(left, groups=tuple({**group, hyper: written(value)} for group in left.groups))


def _given(claimed: Rule, scenario: Scenario, hyper: str) -> HyperValue:
    return (dict(claimed.defaults) | read_all(scenario.groups[0]))[hyper]


def _missing(scenario: Scenario, hyper: str) -> bool:
    return hyper not in scenario.groups[0]


def _all(one: Candidate, cases: Sequence[Case]) -> bool:
    return all(one.explains(case) for case in cases)


def _equal(numbers: Sequence[float]) -> bool:
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    return high - low <= SAME * max(abs(low), abs(high))


def _solved(claimed: Rule, number: Number, case: Case, value: float) -> float | None:
    """Return the value with which the rule explains the subject in one case, or None."""

    deviation = case.deviation
    if deviation is None:
        return None

    def gap(x: float) -> float:
        one = _as_constant(claimed, number, x)
        run = one.run(case.scenario)
        return deviation.at(run) - deviation.at(deviation.run)

    for x in roots(gap, values_to_try(value)):
        if _as_constant(claimed, number, x).explains(case):
            return x
    return None
