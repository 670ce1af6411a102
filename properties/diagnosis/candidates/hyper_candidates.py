"""Candidates that follow the rule with hyper-parameters other than the given ones."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import TypeAlias

from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import EncodedHyper, HyperValue, Scenario
from ...scenarios.transforms import change, with_hyper
from .candidate import Candidate
from .rewrite import omit_hyper
from .shortest_number import describe_factor


@dataclass(frozen=True)
class Number:
    """A numeric hyper-parameter, or one part of a tuple."""

    hyper: str
    part: int | None = None

    @property
    def label(self) -> str:
        return self.hyper if self.part is None else f"{self.hyper}[{self.part}]"

    def read_from(self, value: HyperValue) -> float:
        """Return this number from a value of the hyper-parameter; NaN where it is None."""
        one = value[self.part] if isinstance(value, tuple) and self.part is not None else value
        return float(one) if isinstance(one, int | float) else math.nan

    def replace_in(self, value: HyperValue, number: float) -> HyperValue:
        """Return the value with this number replaced."""
        if self.part is None:
            return number
        parts = value if isinstance(value, tuple) else ()
        return tuple(number if k == self.part else v for k, v in enumerate(parts))


Change: TypeAlias = Callable[[float], float]

WITH_VALUE = "The rule gives the same results with the value named here in place of the given one."

WHATEVER = "whatever value is given"

# The words for a subject that does not take the argument.
WITHOUT_ARGUMENT = "although the optimizer has no such argument"
AS_IF_GIVEN = "The rule gives the same results with this value."


def changed_hyper(candidate: Candidate) -> str:
    """Return the hyper-parameter that a candidate for another value of one is about."""
    return re.split(r"[\[=*]", candidate.id)[0]


def describe_without_argument(candidate: Candidate, taken: frozenset[str]) -> Candidate:
    """Return a candidate for a constant with words for a subject that lacks the argument."""
    if WHATEVER not in candidate.title or changed_hyper(candidate) in taken:
        return candidate
    title = candidate.title.replace(WHATEVER, WITHOUT_ARGUMENT)
    return replace(candidate, title=title, explanation=AS_IF_GIVEN)


def fit_declared_defaults(claimed: Rule, own: Mapping[str, HyperValue]) -> Iterator[Candidate]:
    """Yield a candidate with the defaults of the subject, if they differ from the rule's."""
    other: dict[str, EncodedHyper] = {}
    names, titles = [], []
    for hyper, value in own.items():
        for number in numeric_parts(hyper, claimed.defaults[hyper]):
            usual, its = number.read_from(claimed.defaults[hyper]), number.read_from(value)
            if math.isfinite(its) and its != usual:
                other[hyper] = encode_hyper(value)
                names.append(f"default-{number.label}={its:.12g}")
                titles.append(_describe_default(number, its, usual))
    if other:
        rewrite = partial(_fill_missing, other=other)
        yield _default_candidate(claimed, "+".join(names), titles, rewrite)


def _describe_default(number: Number, its: float, usual: float) -> str:
    return f"the default of {number.label} is {its:.12g}, not {usual:.12g}"


def _fill_missing(scenario: Scenario, other: Mapping[str, EncodedHyper]) -> Scenario:
    return change(scenario, groups=tuple({**other, **group} for group in scenario.groups))


def numeric_parts(hyper: str, default: HyperValue) -> list[Number]:
    """Return the numbers of a hyper-parameter: none, one, or each part of a tuple."""
    if isinstance(default, tuple):
        return [Number(hyper, k) for k in range(len(default))]
    return [Number(hyper)] if isinstance(default, float) else []


def ignored_flags(claimed: Rule) -> Iterator[Candidate]:
    """Yield candidates that ignore a flag of the rule, with either value."""
    flags = [hyper for hyper, default in claimed.defaults.items() if isinstance(default, bool)]
    return (with_flag(claimed, hyper, value) for hyper, value in product(flags, (False, True)))


def with_flag(claimed: Rule, hyper: str, value: bool) -> Candidate:
    """Return the candidate in which a flag acts as this value, whatever value is given."""
    title = f"{hyper} acts as {value}, {WHATEVER}"
    rewrite = partial(_set_in_all_groups, hyper=hyper, value=value)
    return _hyper_candidate(claimed, f"{hyper}={value}", title, rewrite)


def as_constant(claimed: Rule, number: Number, x: float) -> Candidate:
    """Return the candidate in which a number acts as ``x``, whatever value is given."""
    title = f"{number.label} acts as {x:.12g}, {WHATEVER}"
    return with_changed_number(claimed, number, lambda v: x, f"{number.label}={x:.12g}", title)


def as_factor(claimed: Rule, number: Number, factor: float) -> Candidate:
    """Return the candidate in which a number is multiplied by a factor."""
    title = f"{number.label} is {describe_factor(factor)}"
    name = f"{number.label}*{factor:.12g}"
    return with_changed_number(claimed, number, lambda v: v * factor, name, title)


def as_default(claimed: Rule, number: Number, x: float) -> Candidate:
    """Return the candidate with another default of the number."""
    usual = claimed.defaults[number.hyper]
    title = _describe_default(number, x, number.read_from(usual))
    rewritten = partial(
        _fill_missing, other={number.hyper: encode_hyper(number.replace_in(usual, x))}
    )
    return _default_candidate(claimed, f"default-{number.label}={x:.12g}", [title], rewritten)


def with_changed_number(
    claimed: Rule, number: Number, law: Change, name: str, title: str
) -> Candidate:
    """Return the candidate in which a number is changed by a function of the given value."""

    def rewritten(scenario: Scenario) -> Scenario:
        def to(hyper: str, value: HyperValue, group: int) -> HyperValue:
            return (
                number.replace_in(value, law(number.read_from(value)))
                if hyper == number.hyper
                else value
            )

        return with_hyper(_write_default(claimed, scenario, number.hyper), to)

    return _hyper_candidate(claimed, name, title, rewritten)


def _hyper_candidate(
    claimed: Rule,
    name: str,
    title: str,
    rewritten: Callable[[Scenario], Scenario],
) -> Candidate:
    return Candidate(
        name, "hyper", title, WITH_VALUE, claimed, claimed.name, claimed.edits, rewrite=rewritten
    )


def _default_candidate(
    claimed: Rule, name: str, titles: Sequence[str], rewritten: Callable[[Scenario], Scenario]
) -> Candidate:
    """Return a candidate that differs only where no value is given."""
    one = len(titles) == 1
    explanation = (
        f"Where no value is given, the rule gives the same results with "
        f"{'this default' if one else 'these defaults'}."
    )
    title = ", and ".join(titles)
    return replace(_hyper_candidate(claimed, name, title, rewritten), explanation=explanation)


def _write_default(claimed: Rule, scenario: Scenario, hyper: str) -> Scenario:
    """Return the scenario with the default value written out where none is given."""
    own = {hyper: encode_hyper(claimed.defaults[hyper])}
    return change(scenario, groups=tuple({**own, **group} for group in scenario.groups))


def _set_in_all_groups(scenario: Scenario, hyper: str, value: HyperValue) -> Scenario:
    left = omit_hyper(scenario, {hyper})
    return change(
        left, groups=tuple({**group, hyper: encode_hyper(value)} for group in left.groups)
    )
