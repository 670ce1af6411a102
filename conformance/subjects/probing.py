"""Probe which capabilities and arguments a subject supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from properties.comparison.boundary_values import REJECTION_ERRORS
from properties.generation.probes import build_probes, build_simplest
from properties.rules.registry import Rule
from properties.scenarios.encoding import decode_group
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Outcome, SubjectError

from ..adapters import AdaptedSubject

# Exceptions of the subject's own formulas and state: they do not mean a wrong adapter.
SUBJECT_ERROR_KINDS = {
    "ZeroDivisionError", "OverflowError", "FloatingPointError", "KeyError", "IndexError",
    "UnboundLocalError",
}  # fmt: skip

# Any exception in a probe of one of these means that it is not supported.
PROBED_ALONE = {
    "groups", "float16", "bfloat16", "complex", "sparse", "tensor lr", "several dtypes", "pickle",
    "no gradient",
}  # fmt: skip


def drop_unknown(
    subject: AdaptedSubject, rule: Rule, optional: frozenset[str], guessed: frozenset[str]
) -> AdaptedSubject:
    """Drop the arguments that a constructor with ``**kwargs`` turns out to reject."""
    for name in sorted(optional):
        scenario = build_simplest(
            subject.capabilities, rule, events=(), hyper={name: rule.defaults[name]}
        )
        outcome = subject.run(scenario)
        refused = ("TypeError", "ValueError") if name in guessed else ("TypeError",)
        if (
            isinstance(outcome, SubjectError)
            and outcome.kind in refused
            and _is_guessed(subject, name)
        ):
            mapped = {k: v for k, v in subject.names.mapped.items() if k != name}
            subject = replace(
                subject,
                names=HyperNames(mapped, subject.names.fixed),
                capabilities=replace(
                    subject.capabilities, hyper=subject.capabilities.hyper - {name}
                ),
            )
    return subject


def _is_guessed(subject: AdaptedSubject, name: str) -> bool:
    return subject.names.mapped[name] == (name,)


def probe_capabilities(subject: AdaptedSubject, rule: Rule) -> AdaptedSubject:
    """Run a scenario for each capability, and record which are missing and why."""
    unsupported = dict[str, str]()
    if one_precision := subject.capabilities.unsupported.get("float64"):
        unsupported |= {"several dtypes": one_precision, "mixed": one_precision}
    if one_group := subject.capabilities.unsupported.get("groups"):
        unsupported["add group"] = one_group
    if not isinstance(subject.target.thing, type):
        unsupported["groups"] = (
            "a factory's arguments may differ from the keys of its optimizer's groups"
        )
    probes = {
        capability: subject.run(scenario)
        for capability, scenario in build_probes(subject.capabilities, rule).items()
    }
    # A mean over no elements is undefined, whatever the library supports.
    norms = frozenset() if rule.elementwise else frozenset({"empty"})
    for ability in subject.adapter.capabilities_to_probe(subject.target) | norms:
        outcome = probes[ability]
        if isinstance(outcome, SubjectError) and _is_limit(ability, outcome, rule):
            unsupported[ability] = f"the optimizer {outcome} (probe of {ability.replace('_', ' ')})"
    unsupported = _rejected_shapes(probes) | unsupported
    settable = _probe_settable(subject, rule)
    if not subject.capabilities.supports("set lr"):
        settable -= {"lr"}
    if "lr" not in settable:
        unsupported["set lr"] = "the learning rate cannot be changed after construction"
    limited = _with_unsupported(subject, unsupported)
    return replace(limited, capabilities=replace(limited.capabilities, settable=settable))


def _with_unsupported(subject: AdaptedSubject, reasons: Mapping[str, str]) -> AdaptedSubject:
    unsupported = {**reasons, **subject.capabilities.unsupported}
    return replace(subject, capabilities=replace(subject.capabilities, unsupported=unsupported))


def _rejected_shapes(probes: Mapping[str, Outcome]) -> dict[str, str]:
    """The shapes that the constructor rejects, which is a limit and not a defect.

    Probed with every adapter: a class derived from a library's may reject more than the library.
    """
    seen = {shape: probes[shape] for shape in ("scalar", "empty")}
    return {
        shape: f"the constructor rejects it: {outcome.message}"
        for shape, outcome in seen.items()
        if isinstance(outcome, SubjectError)
        and outcome.event < 0
        and outcome.kind in REJECTION_ERRORS
    }


def _is_limit(capability: str, outcome: SubjectError, rule: Rule) -> bool:
    """Whether the exception means that the capability is missing, not that it is broken."""
    if capability == "empty" and not rule.elementwise:
        return True
    if capability in ("resume", "zero_grad"):
        return outcome.kind in ("AttributeError", "NotImplementedError") and any(
            name in outcome.message for name in ("state_dict", "zero_grad", "implement")
        )
    if capability in PROBED_ALONE:
        return True
    if capability == "deepcopy":
        return outcome.kind == "AttributeError"
    if capability == "closure":
        return outcome.kind == "TypeError"
    return outcome.kind not in SUBJECT_ERROR_KINDS - {"IndexError"}


def _probe_settable(subject: AdaptedSubject, rule: Rule) -> frozenset[str]:
    scenario = build_simplest(subject.capabilities, rule)
    groups = [decode_group(group) for group in scenario.groups]
    spec = BuildSpec.from_scenario(scenario, scenario.arrays(), groups, frozenset())
    with subject.adapter.context(scenario.dtypes):
        driver = subject.adapter.build(subject.target, subject.names, spec)
    return frozenset(
        ours
        for ours, theirs in subject.names.mapped.items()
        if all(subject.adapter.can_set(driver, t) for t in theirs)
    )
