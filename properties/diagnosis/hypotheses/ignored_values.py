"""Hypotheses that values of hyper-parameters are ignored: in groups, changed, or loaded.

Which values are ignored is found out by a run for each hyper-parameter, so that the sentence names
all of them, and none for which no run shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from ...enclosures.evaluate import enclose
from ...generation.other_values import other_values
from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import EncodedHyper, HyperValue, Scenario
from ...subjects.trajectory import Capabilities, Subject
from ..candidates.cases import make_case
from ..candidates.telling_steps import GRADIENTS, telling_steps
from .contract_hypotheses import Hypothesis
from .ignoring_translations import Names
from .judging import is_enclosed, rule_with
from .value_sources import ValueSource, set_halfway, value_sources

# Of a value: ignored, read, neither of both, or without an effect in the scenario.
Effect: TypeAlias = Literal["ignored", "read", "unknown", "hidden"]

UNDECIDED = ("unknown", "hidden")

# Without momentum, what acts on it does not show.
MOMENTUM = 0.5

# Gradients that may show a changed value: with the later ones the sign of an average depends on it.
SEQUENCES = (GRADIENTS, (1.0, 1.0, -0.0625, 0.25), (1.0, 1.0, -0.25, 0.0625), (1.0, 0.5, -0.5, 1.0))


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
    for source in value_sources(claimed, taken):
        if feature not in source.features or not taken.supports(source.needs):
            continue
        others = other_values(claimed, taken)
        if source.needs == "set lr":
            others = {n: value for n, value in others.items() if n in taken.settable}
        starts = {
            name: _start(claimed, formula, taken, name, encode_hyper(value))
            for name, value in others.items()
        }
        effects = _find_effects(source, formula, subject, others, starts)
        shown = frozenset(n for n, effect in effects.items() if effect == "ignored")
        # A switch may be impossible to change; that says nothing about the other values.
        counted = frozenset(
            n for n, e in effects.items() if e not in UNDECIDED or not isinstance(others[n], bool)
        )
        if shown:
            named = source.assume(shown, describe_names(shown, counted))
            made = (source.show(starts[n], n, encode_hyper(others[n])) for n in sorted(shown))
            yield replace(named, shown_in=tuple(made))
        for name in (n for n, effect in effects.items() if effect in UNDECIDED):
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


def _find_effects(
    source: ValueSource,
    formula: Rule,
    subject: Subject,
    others: Mapping[str, HyperValue],
    starts: Mapping[str, Scenario],
) -> dict[str, Effect]:
    taken = subject.capabilities
    shows = [source.show, *(show for needs, show in source.more if taken.supports(needs))]
    found: dict[str, Effect] = {}
    for name, start in starts.items():
        value = encode_hyper(others[name])
        effects = [
            _find_effect(source, formula, subject, show(start, name, value), name) for show in shows
        ]
        found[name] = effects[0] if len(effects) == 1 else _combine_effects(effects)
        if source.read_in and found[name] != "read":
            elsewhere = make_case(formula, subject, source.read_in(start, name, value))
            found[name] = "read" if elsewhere.is_broken else found[name]
    return found


def _combine_effects(effects: Sequence[Effect]) -> Effect:
    """Return "ignored" if a value is ignored in every scenario in which it shows."""
    if "read" in effects or "unknown" in effects:
        return "read"
    return "ignored" if "ignored" in effects else "hidden"


def _find_effect(
    source: ValueSource, formula: Rule, subject: Subject, scenario: Scenario, name: str
) -> Effect:
    case = make_case(formula, subject, scenario)
    assumed = rule_with(formula, source.assume(frozenset({name}), name))
    agrees = is_enclosed(assumed, case.scenario, case.run)
    if case.is_broken:
        return "ignored" if agrees else "unknown"
    return "hidden" if agrees else "read"


def _start(
    rule: Rule, formula: Rule, taken: Capabilities, name: str, value: EncodedHyper
) -> Scenario:
    """Return plain steps in which a value that is changed halfway shows, if there are such."""
    floats = {n: v for n, v in rule.defaults.items() if isinstance(v, float)}
    hyper = {n: v for n, v in floats.items() if n in taken.hyper}
    hyper |= {"momentum": MOMENTUM} if "momentum" in hyper else {}
    starts = [telling_steps(rule, taken, hyper, gradients) for gradients in SEQUENCES]
    return next((s for s in starts if _shows_change(formula, s, name, value)), starts[0])


def _shows_change(formula: Rule, start: Scenario, name: str, value: EncodedHyper) -> bool:
    """Return whether a value that is changed halfway gives other parameters at the end."""
    changed = set_halfway(start, name, value)
    end = [-1]
    with_change, without = enclose(formula, changed), enclose(formula, start)
    return with_change.with_frames(end).is_disjoint(without.with_frames(end))
