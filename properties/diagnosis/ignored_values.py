"""Hypotheses that values of hyper-parameters are ignored: in groups, changed, or loaded.

Which values are ignored is found out by a run for each hyper-parameter, so that the sentence names
all of them, and none for which no run shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from ..rules.registry import Rule
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import EncodedHyper, HyperValue, Scenario
from ..subjects.trajectory import Capabilities, Subject
from .cases import make_case
from .contract_hypotheses import Hypothesis
from .ignoring_translations import Names
from .judging import is_enclosed, rule_with
from .telling_steps import telling_steps
from .value_sources import ValueSource, value_sources

Effect: TypeAlias = Literal["ignored", "read", "unknown"]

# A value for hyper-parameters whose default is 0, and numbers below 1 for the others.
OTHER = 0.0625
OTHER_BETAS = (0.625, 0.6875, 0.8125)

# Without momentum, what acts on it does not show.
MOMENTUM = 0.5


def ignored_values(
    claimed: Rule, formula: Rule, subject: Subject, feature: str
) -> Iterator[Hypothesis]:
    """Yield hypotheses about the values that a subject ignores.

    Args:
        claimed: the claimed rule.
        formula: the rule with the formula of the subject.
        subject: the subject.
        feature: the id of the feature of scenarios to be explained.
    """
    taken = subject.capabilities
    possible: list[Hypothesis] = []
    for source in value_sources(claimed, taken.settable):
        if feature not in source.features or not taken.supports(source.needs):
            continue
        others = other_values(claimed, taken)
        if source.needs == "set lr":
            others = {n: value for n, value in others.items() if n in taken.settable}
        effects = _find_effects(source, claimed, formula, subject, others)
        shown = frozenset(n for n, effect in effects.items() if effect == "ignored")
        # A switch may be impossible to change; that says nothing about the other values.
        counted = frozenset(
            n for n, e in effects.items() if e != "unknown" or not isinstance(others[n], bool)
        )
        if shown:
            yield source.assume(shown, describe_names(shown, counted))
        for name in (n for n, effect in effects.items() if effect == "unknown"):
            more = shown | {name}
            possible.append(source.assume(more, describe_names(more, counted | {name})))
    # What a run shows of one source comes before what no run refutes of another.
    yield from possible


def describe_names(names: Names, counted: Names) -> str:
    """Return words for some of the names of hyper-parameters."""
    if len(names) > 1 and names == counted:
        return "all values"
    if len(names) > 1 and names == counted - {"lr"} and "lr" in counted:
        return "values other than lr"
    *some, last = sorted(names)
    return f"{', '.join(some)} and {last}" if some else last


def other_values(rule: Rule, taken: Capabilities) -> dict[str, HyperValue]:
    """Return values other than the defaults for the hyper-parameters that a subject takes."""
    both = {n: _other_value(n, v) for n, v in rule.defaults.items() if n in taken.hyper}
    return {n: value for n, value in both.items() if value is not None}


def _other_value(name: str, default: HyperValue) -> HyperValue:
    if name == "betas" and isinstance(default, tuple):
        return OTHER_BETAS[: len(default)]
    if isinstance(default, bool):
        return not default
    if name == "momentum":
        return OTHER_BETAS[0]
    if isinstance(default, float):
        return default / 2 if abs(default) > OTHER else OTHER
    return None


def _find_effects(
    source: ValueSource,
    claimed: Rule,
    formula: Rule,
    subject: Subject,
    others: Mapping[str, HyperValue],
) -> dict[str, Effect]:
    start = _start(claimed, subject.capabilities)
    return {
        name: _find_effect(source, formula, subject, start, name, encode_hyper(value))
        for name, value in others.items()
    }


def _find_effect(
    source: ValueSource,
    formula: Rule,
    subject: Subject,
    start: Scenario,
    name: str,
    value: EncodedHyper,
) -> Effect:
    case = make_case(formula, subject, source.show(start, name, value))
    assumed = rule_with(formula, source.assume(frozenset({name}), name))
    agrees = is_enclosed(assumed, case.scenario, case.run)
    if case.is_broken:
        return "ignored" if agrees else "unknown"
    return "unknown" if agrees else "read"


def _start(rule: Rule, taken: Capabilities) -> Scenario:
    """Return a scenario of plain steps in which the values of hyper-parameters show."""
    floats = {n: v for n, v in rule.defaults.items() if isinstance(v, float)}
    hyper = {n: v for n, v in floats.items() if n in taken.hyper}
    hyper |= {"momentum": MOMENTUM} if "momentum" in hyper else {}
    return telling_steps(rule, taken, hyper)
