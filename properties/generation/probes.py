"""Scenarios that probe what a subject supports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from ..rules.registry import Rule
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import (
    AddGroup,
    Array,
    Event,
    HyperValue,
    Look,
    Precision,
    Restart,
    Resume,
    Scenario,
    Start,
    Step,
    ZeroGrad,
    encode_array,
)
from ..scenarios.transforms import change, with_gradients, with_starts
from ..subjects.trajectory import Capabilities

# Gradients of elements, of both signs and of different sizes.
DIFFERENT = (0.5, -0.3, 0.2, 0.7)


def build_simplest(
    capabilities: Capabilities,
    rule: Rule,
    *,
    shape: tuple[int, ...] | None = None,
    strided: bool = False,
    dtype: Precision | None = None,
    events: tuple[Any, ...] | None = None,
    hyper: Mapping[str, HyperValue] | None = None,
) -> Scenario:
    """Build the simplest scenario: one parameter, one step, required arguments alone."""
    given = {n: rule.defaults[n] for n in capabilities.required} | dict(hyper or {})
    shape = _shape(rule) if shape is None else shape
    start = Start(encode_array(np.ones(shape)), strided=strided)
    precision = dtype or ("float64" if capabilities.supports("float64") else "float32")
    return Scenario(
        rule.name, precision, (start,), ({n: encode_hyper(v) for n, v in given.items()},),
        (_step(shape),) if events is None else events,
    )  # fmt: skip


def _shape(rule: Rule) -> tuple[int, ...]:
    return (2,) * (rule.dimensions or 1)


def _step(shape: tuple[int, ...]) -> Step:
    return Step((encode_array(np.full(shape, 0.5)),))


def build_probes(capabilities: Capabilities, rule: Rule) -> dict[str, Scenario]:
    """Build a scenario for each capability that is probed, and those that show the rounding."""
    build = partial(build_simplest, capabilities, rule)
    plain, step = build(), _step(_shape(rule))
    start = plain.parameters[0]
    rate = {"lr": rule.defaults["lr"]} if "lr" in capabilities.hyper else {}
    probes = {
        "simplest": plain,
        "float32": build(dtype="float32"),
        "float16": build(dtype="float16"),
        "bfloat16": build(dtype="bfloat16"),
        "complex": with_starts(plain, lambda s: change(s, complex=True)),
        "sparse": change(plain, events=(change(step, sparse=True),)),
        "tensor lr": change(build(hyper=rate), lr_as="tensor"),
        "pickle": change(plain, events=(step, Resume(by="pickle"), step)),
        "deepcopy": change(plain, events=(step, Resume(by="deepcopy"), step)),
        "several dtypes": _add_parameter(plain, step, change(start, dtype="float32")),
        "no gradient": change(
            _add_parameter(plain, step, start),
            events=(change(step, gradients=(*step.gradients, None)),),
        ),
        "scalar": build(shape=()),
        "empty": build(shape=(0,)),
        "strided": build(strided=True),
        "zero_grad": build(events=(ZeroGrad(),)),
        "groups": change(
            _add_parameter(plain, step, change(start, group=1)), groups=plain.groups * 2
        ),
        "add group": _build_late_group(plain, step),
        "loss scaling": change(plain, events=(change(step, loss_scale=(4.0).hex()),)),
        "closure": change(plain, events=(change(step, closure=True),)),
        "resume": change(plain, events=(step, Resume(), step)),
    }
    if rule.has_evaluation_mode:
        probes["eval mode"] = change(plain, events=(step, Look(), step))
    if rule.dimensions == 2:
        probes["kernels"] = build(shape=(2, 1, 2), events=(_step((2, 1, 2)),))
    if rule.reduced_precision_variant() is None:
        return probes
    return probes | {
        "scaled steps": _build_scaled_steps(capabilities, rule),
        "step from zero": _build_step_from_zero(capabilities, rule),
        **_build_exact_steps(capabilities, rule),
    }


def _add_parameter(plain: Scenario, step: Step, start: Start) -> Scenario:
    """Add a second parameter to the simplest scenario, which has this step."""
    both = change(step, gradients=step.gradients * 2)
    return change(plain, parameters=(*plain.parameters, start), events=(both,))


def _build_late_group(plain: Scenario, step: Step) -> Scenario:
    """Build two steps with a second parameter whose group is added between them."""
    both = _add_parameter(plain, step, change(plain.parameters[0], group=1))
    first = change(step, gradients=(*step.gradients, None))
    return change(both, groups=plain.groups * 2, events=(first, AddGroup(1), *both.events))


# With a momentum of 0, some rules have no state.
MOMENTUM = 0.5


def build_copies(capabilities: Capabilities, rule: Rule) -> dict[str, Scenario]:
    """Build two steps with nothing, a copy, or a new optimizer between them."""
    hyper = {"momentum": MOMENTUM} if "momentum" in capabilities.hyper else {}
    plain = build_simplest(capabilities, rule, hyper=hyper)
    first = plain.events[0]
    second = with_gradients(plain, partial(Array.scale, factor=-0.7)).events[0]
    between: dict[str, tuple[Event, ...]] = {
        "continued": (),
        "deepcopy": (Resume(by="deepcopy"),),
        "pickle": (Resume(by="pickle"),),
        "restarted": (Restart(),),
    }
    return {
        name: change(plain, events=(first, *events, second)) for name, events in between.items()
    }


def _build_scaled_steps(capabilities: Capabilities, rule: Rule) -> Scenario:
    """Build four steps with decreasing gradients and explicit hyper-parameters."""
    allowed = rule.profile.reduced_precision
    values = {**rule.defaults, **(allowed.discriminating if allowed else {})}
    plain = build_simplest(capabilities, rule, hyper=_select_supported(capabilities, values))
    # The gradients differ, because an average of equal ones does not depend on its rate.
    sizes = [partial(Array.scale, factor=0.7 ** (k + 1)) for k in range(4)]
    scaled = [with_gradients(plain, size).events for size in sizes]
    return change(plain, events=tuple(chain.from_iterable(scaled)))


def _build_exact_steps(capabilities: Capabilities, rule: Rule) -> dict[str, Scenario]:
    """Build two steps in which the reduced-precision variant of the rule rounds nothing, if any."""
    allowed = rule.profile.reduced_precision
    if allowed is None or not allowed.exact or not allowed.exact.keys() <= capabilities.hyper:
        return {}
    plain = build_simplest(capabilities, rule, hyper=allowed.exact)
    sizes = [partial(Array.scale, factor=0.7 ** (k + 1)) for k in range(2)]
    events = chain.from_iterable(with_gradients(plain, size).events for size in sizes)
    return {"exact steps": change(plain, events=tuple(events))}


def _build_step_from_zero(capabilities: Capabilities, rule: Rule) -> Scenario:
    """Build one step from zero with lr=1 and without weight decay.

    The elements of the gradient differ, so that few formulas give results of few digits.
    """
    hyper = {**rule.defaults, "lr": 1.0, "weight_decay": 0.0}
    shape = _shape(rule)
    gradient = encode_array(np.resize(DIFFERENT, shape))
    plain = build_simplest(
        capabilities,
        rule,
        events=(Step((gradient,)),),
        hyper=_select_supported(capabilities, hyper),
    )
    return with_starts(plain, lambda s: change(s, value=s.value.scale(0.0)))


def _select_supported(
    capabilities: Capabilities, values: Mapping[str, HyperValue]
) -> dict[str, HyperValue]:
    """Select the hyper-parameters that the subject takes."""
    return {name: value for name, value in values.items() if name in capabilities.hyper}
