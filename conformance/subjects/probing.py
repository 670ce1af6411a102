"""Probe which capabilities and arguments a subject supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from properties.comparison.boundary_values import REFUSALS
from properties.generation.probes import build_plain, build_probes
from properties.rules.registry import Rule
from properties.scenarios.encoding import read_all
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import Names
from properties.subjects.trajectory import Outcome, Raised

from ..adapters import Live

# Exceptions of the subject's own formulas and state: they do not mean a wrong adapter.
OWN_FAULT = {
    "ZeroDivisionError", "OverflowError", "FloatingPointError", "KeyError", "IndexError",
    "UnboundLocalError",
}  # fmt: skip

# Any exception in a probe of one of these means that it is not supported.
TRIED_ALONE = {
    "groups", "float16", "bfloat16", "complex", "sparse", "tensor lr", "several dtypes", "pickle",
    "no gradient",
}  # fmt: skip


def drop_unknown(
    subject: Live, rule: Rule, optional: frozenset[str], guessed: frozenset[str]
) -> Live:
    """Drop the arguments that a constructor with ``**kwargs`` turns out to reject."""
    for name in sorted(optional):
        scenario = build_plain(
            subject.abilities, rule, events=(), hyper={name: rule.defaults[name]}
        )
        outcome = subject.run(scenario)
        refused = ("TypeError", "ValueError") if name in guessed else ("TypeError",)
        if isinstance(outcome, Raised) and outcome.kind in refused and _is_guess(subject, name):
            spelled = {k: v for k, v in subject.names.spelled.items() if k != name}
            subject = replace(
                subject,
                names=Names(spelled, subject.names.fixed),
                abilities=replace(subject.abilities, hyper=subject.abilities.hyper - {name}),
            )
    return subject


def _is_guess(subject: Live, name: str) -> bool:
    return subject.names.spelled[name] == (name,)


def probe_abilities(subject: Live, rule: Rule) -> Live:
    """Run a scenario for each capability, and record which are missing and why."""
    lacks = dict[str, str]()
    if one_precision := subject.abilities.lacks.get("float64"):
        lacks |= {"several dtypes": one_precision, "mixed": one_precision}
    if one_group := subject.abilities.lacks.get("groups"):
        lacks["add group"] = one_group
    if not isinstance(subject.target.thing, type):
        lacks["groups"] = "a factory's arguments may differ from the keys of its optimizer's groups"
    probes = {
        ability: subject.run(scenario)
        for ability, scenario in build_probes(subject.abilities, rule).items()
    }
    # A mean over no elements is undefined, whatever the library supports.
    norms = frozenset() if rule.elementwise else frozenset({"empty"})
    for ability in subject.adapter.probed(subject.target) | norms:
        outcome = probes[ability]
        if isinstance(outcome, Raised) and _is_limit(ability, outcome, rule):
            lacks[ability] = f"the optimizer {outcome} (probe of {ability.replace('_', ' ')})"
    lacks = _refused(probes) | lacks
    settable = _settable(subject, rule)
    if not subject.abilities.can("set lr"):
        settable -= {"lr"}
    if "lr" not in settable:
        lacks["set lr"] = "the learning rate cannot be changed after construction"
    limited = _lacking(subject, lacks)
    return replace(limited, abilities=replace(limited.abilities, settable=settable))


def _lacking(subject: Live, reasons: Mapping[str, str]) -> Live:
    lacks = {**reasons, **subject.abilities.lacks}
    return replace(subject, abilities=replace(subject.abilities, lacks=lacks))


def _refused(probes: Mapping[str, Outcome]) -> dict[str, str]:
    """The shapes that the constructor rejects, which is a limit and not a defect.

    Probed with every adapter: a class derived from a library's may reject more than the library.
    """
    seen = {shape: probes[shape] for shape in ("scalar", "empty")}
    return {
        shape: f"the constructor rejects it: {outcome.message}"
        for shape, outcome in seen.items()
        if isinstance(outcome, Raised) and outcome.event < 0 and outcome.kind in REFUSALS
    }


def _is_limit(ability: str, outcome: Raised, rule: Rule) -> bool:
    """Whether the exception means that the capability is missing, not that it is broken."""
    if ability == "empty" and not rule.elementwise:
        return True
    if ability in ("resume", "zero_grad"):
        return outcome.kind in ("AttributeError", "NotImplementedError") and any(
            name in outcome.message for name in ("state_dict", "zero_grad", "implement")
        )
    if ability in TRIED_ALONE:
        return True
    if ability == "deepcopy":
        return outcome.kind == "AttributeError"
    if ability == "closure":
        return outcome.kind == "TypeError"
    return outcome.kind not in OWN_FAULT - {"IndexError"}


def _settable(subject: Live, rule: Rule) -> frozenset[str]:
    scenario = build_plain(subject.abilities, rule)
    groups = [read_all(group) for group in scenario.groups]
    plan = Plan.of(scenario, scenario.arrays(), groups, frozenset())
    with subject.adapter.context(scenario.dtypes):
        instance = subject.adapter.build(subject.target, subject.names, plan)
    return frozenset(
        ours
        for ours, theirs in subject.names.spelled.items()
        if all(subject.adapter.settable(instance, t) for t in theirs)
    )
