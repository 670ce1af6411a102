"""Probe which arguments and capabilities a subject has, and how it rounds.

Scenarios are run on the subject, and their outcomes decide. A subject that cannot be built or
stepped on the simplest one may have the wrong adapter, which is not a defect. An exception from its
own arithmetic or state is one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from properties.comparison.boundary_values import REJECTION_ERRORS
from properties.comparison.rounding_variant import choose_rounding_variant
from properties.generation.probes import build_copies, build_probes, build_simplest
from properties.rules.registry import Rule
from properties.scenarios.encoding import decode_group
from properties.scenarios.model import Scenario
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.trajectory import Outcome, SubjectError

from ..adapters import AdaptedSubject
from ..adapters.common.group_contract import OF_GROUPS
from .crashes import PROBED
from .unused_arguments import find_unused

# Exceptions of the subject's own formulas and state: they do not mean a wrong adapter.
SUBJECT_ERROR_KINDS = {
    "ZeroDivisionError", "OverflowError", "FloatingPointError", "KeyError", "IndexError",
    "UnboundLocalError",
}  # fmt: skip

FACTORY = "a factory's arguments may differ from the keys of its optimizer's groups"

# Any exception in a probe of one of these means that it is not supported.
PROBED_ALONE = {
    "float16", "bfloat16", "complex", "sparse", "tensor lr", "several dtypes", "pickle",
    "no gradient",
}  # fmt: skip


def probe_subject(
    subject: AdaptedSubject,
    rule: Rule,
    guessed: Collection[str],
    undeclared: Collection[str] = (),
) -> tuple[AdaptedSubject, Rule] | str:
    """Probe the arguments, the capabilities and the rounding.

    Args:
        subject: The subject with the capabilities that it declares.
        rule: The rule with the fixed values of the subject as defaults.
        guessed: Hyper-parameters that a constructor with ``**kwargs`` may or may not take.
        undeclared: Hyper-parameters that only ``**kwargs`` accepts.

    Returns:
        The subject with the capabilities that it has, and the rule with the fixed values that were
        found, in its reduced-precision variant if the subject needs it. If the subject cannot be
        run, what it raised.
    """
    settled = _probe_arguments(subject, rule, guessed)
    if isinstance(settled, str):
        return settled
    subject, rule = settled
    subject = _drop_unused(subject, rule, undeclared)
    probes = build_probes(subject.capabilities, rule)
    if "add group" not in subject.adapter.capabilities_to_probe(subject.target):
        del probes["add group"]
    outcomes = {name: subject.run(scenario) for name, scenario in probes.items()}
    driver = _build_simplest(subject, probes["simplest"])
    examined = subject.adapter.examine(driver, subject.names)
    unsupported = {**_find_unsupported(subject, rule, outcomes), **examined}
    settable = _find_settable(subject, driver)
    if not subject.capabilities.supports("set lr"):
        settable -= {"lr"}
    if "lr" not in settable:
        unsupported["set lr"] = "the learning rate cannot be changed after construction"
    # What has no agreed meaning around the rule is not changed between steps.
    settable -= {name for wrapping in rule.wrappings for name in wrapping.unsettable}
    capabilities = replace(
        subject.capabilities,
        unsupported={**unsupported, **subject.capabilities.unsupported},
        settable=settable,
    )
    probed = replace(subject, capabilities=capabilities)
    return probed, choose_rounding_variant(rule, probes, outcomes)


def _probe_arguments(
    subject: AdaptedSubject, rule: Rule, guessed: Collection[str]
) -> tuple[AdaptedSubject, Rule] | str:
    """Fix or drop the arguments of which the constructor rejects a value, one after the other."""
    # A flag is fixed if the subject raises NotImplementedError for its other value.
    for name in [n for n in subject.names.mapped if isinstance(rule.defaults[n], bool)]:
        unwritten = {
            value: f"{name}={value} ({run.kind}: {run.message})"
            for value in (False, True)
            for run in [
                subject.run(
                    build_simplest(subject.capabilities, rule, events=(), hyper={name: value})
                )
            ]
            if isinstance(run, SubjectError) and run.kind == "NotImplementedError"
        }
        if len(unwritten) == 1:
            ((value, reason),) = unwritten.items()
            subject = replace(
                subject,
                names=subject.names.fix(name, not value),
                capabilities=subject.capabilities.without_unwritten(name, reason),
            )
            rule = replace(rule, defaults={**rule.defaults, name: not value})
    subject = _without_failing_float64(subject, rule)
    first = subject.run(build_simplest(subject.capabilities, rule))
    if isinstance(first, SubjectError) and (
        first.event < 0 or first.kind not in SUBJECT_ERROR_KINDS
    ):
        return str(first)
    # An argument is dropped if a constructor with **kwargs rejects it.
    for name in sorted(subject.capabilities.hyper - subject.capabilities.required):
        run = subject.run(
            build_simplest(subject.capabilities, rule, events=(), hyper={name: rule.defaults[name]})
        )
        refusals = ("TypeError", "ValueError") if name in guessed else ("TypeError",)
        has_our_name = subject.names.mapped[name] == (name,)
        if isinstance(run, SubjectError) and run.kind in refusals and has_our_name:
            subject = replace(
                subject,
                names=subject.names.without(name),
                capabilities=subject.capabilities.without_hyper(name),
            )
    return subject, rule


def _without_failing_float64(subject: AdaptedSubject, rule: Rule) -> AdaptedSubject:
    """Return the subject without float64 if a step in it raises an exception, and in float32 not.

    A state in a fixed precision, for example, cannot be combined with other arrays.
    """
    known = subject.capabilities
    if not (known.supports("float64") and known.supports("float32")):
        return subject
    double, single = (
        subject.run(build_simplest(known, rule, dtype=dtype)) for dtype in ("float64", "float32")
    )
    if isinstance(single, SubjectError) or not isinstance(double, SubjectError):
        return subject
    if double.event < 0 or double.kind in SUBJECT_ERROR_KINDS:
        return subject
    reason = f"the optimizer {double} {PROBED.format('float64')}"
    return replace(
        subject,
        capabilities=replace(known, unsupported={**known.unsupported, "float64": reason}),
    )


def _drop_unused(
    subject: AdaptedSubject, rule: Rule, undeclared: Collection[str]
) -> AdaptedSubject:
    """Drop the hyper-parameters that only ``**kwargs`` accepts and that change nothing."""
    for name in find_unused(subject, rule, undeclared):
        reason = f"{name} (accepted by **kwargs, without effect)"
        subject = replace(
            subject,
            names=subject.names.without(name),
            capabilities=subject.capabilities.without_unwritten(name, reason),
        )
    return subject


def _find_unsupported(
    subject: AdaptedSubject, rule: Rule, outcomes: Mapping[str, Outcome]
) -> dict[str, str]:
    """The capabilities that are missing, with the reasons."""
    unsupported = dict[str, str]()
    if one_precision := subject.capabilities.unsupported.get("float64"):
        unsupported |= {"several dtypes": one_precision, "mixed": one_precision}
    if one_group := subject.capabilities.unsupported.get("groups"):
        unsupported |= dict.fromkeys(OF_GROUPS, one_group)
    if not isinstance(subject.target.thing, type):
        unsupported |= dict.fromkeys(OF_GROUPS, FACTORY)
    # A mean over no elements is undefined, whatever the library supports.
    norms = frozenset() if rule.elementwise else frozenset({"empty"})
    probed_here = subject.adapter.capabilities_to_probe(subject.target) | norms
    for ability in sorted(probed_here & outcomes.keys()):
        outcome = outcomes[ability]
        if isinstance(outcome, SubjectError) and (
            _is_limit(ability, outcome, rule) or _misses_entry(subject, ability, outcome)
        ):
            probed = PROBED.format(ability.replace("_", " "))
            raised = f"the optimizer {outcome} {probed}"
            unsupported[ability] = outcome.message if outcome.is_unsupported else raised
    unsupported |= _not_shown(subject, rule)
    if "groups" in unsupported and "group entries" not in probed_here:
        unsupported["group entries"] = unsupported["groups"]
    kernel = outcomes.get("kernels")
    if isinstance(kernel, SubjectError):
        unsupported["kernels"] = f"a parameter of three axes: the optimizer {kernel}"
    return _rejected_shapes(outcomes) | unsupported


def _misses_entry(subject: AdaptedSubject, capability: str, outcome: SubjectError) -> bool:
    """Whether a group lacks a hyper-parameter, which every group of the optimizer must be given."""
    taken = {repr(theirs) for pair in subject.names.mapped.values() for theirs in pair}
    return capability in OF_GROUPS and outcome.kind == "KeyError" and outcome.message in taken


def _not_shown(subject: AdaptedSubject, rule: Rule) -> dict[str, str]:
    """The kinds of copies with which a run is not seen to continue, with the reasons."""
    reasons = subject.adapter.capabilities_to_show(subject.target)
    if not reasons:
        return {}
    runs = {name: subject.run(s) for name, s in build_copies(subject.capabilities, rule).items()}
    if _end_alike(runs["restarted"], runs["continued"]):
        return dict(reasons)  # the second step does not depend on the state
    return {
        ability: reason
        for ability, reason in reasons.items()
        if not _end_alike(runs[ability], runs["continued"])
    }


def _end_alike(one: Outcome, other: Outcome) -> bool:
    if isinstance(one, SubjectError) or isinstance(other, SubjectError):
        return False
    return all(map(np.array_equal, one.frames[-1], other.frames[-1]))


def _rejected_shapes(outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    """The shapes that the constructor rejects, which is a limit and not a defect.

    Probed with every adapter: a class derived from a library's may reject more than the library.
    """
    seen = {shape: outcomes[shape] for shape in ("scalar", "empty")}
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
    if capability == "eval mode":
        return outcome.kind == "NotImplementedError"
    if capability == "groups" and outcome.event < 0:
        return True
    if capability == "deepcopy":
        return outcome.kind == "AttributeError"
    if capability == "closure":
        return outcome.kind == "TypeError"
    if capability == "add group":
        return outcome.kind not in SUBJECT_ERROR_KINDS
    return outcome.kind not in SUBJECT_ERROR_KINDS - {"IndexError"}


def _build_simplest(subject: AdaptedSubject, simplest: Scenario) -> Driver:
    groups = [decode_group(group) for group in simplest.groups]
    spec = BuildSpec.from_scenario(simplest, simplest.arrays(), groups, frozenset())
    with subject.adapter.context(simplest.dtypes):
        return subject.adapter.build(subject.target, subject.names, spec)


def _find_settable(subject: AdaptedSubject, driver: Driver) -> frozenset[str]:
    """The hyper-parameters that can be changed after the optimizer is built."""
    return frozenset(
        ours
        for ours, theirs in subject.names.mapped.items()
        if all(subject.adapter.can_set(driver, t) for t in theirs)
    )
