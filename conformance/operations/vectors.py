"""``vectors``: write what a correct implementation may return, for kernels of any language."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from properties.engine.progress import Progress, ignore_progress
from properties.engine.vector_choice import (
    ChosenVector,
    VectorProfile,
    VectorSet,
    choose_vectors,
    counted_mutants,
)
from properties.laws import laws
from properties.rules.registry import Rule, rules
from properties.scenarios.encoding import decode_group
from properties.scenarios.model import Floats, HyperValue, Precision, Step

from ..errors import WrongUse
from ..records.vectors import Numbers, PlainHyper, Vector, Vectors, VectorStep
from ..targets.own_rule import RuleGiven, record_rule_source
from ..targets.rule_name import resolve_rule_name
from .own_rule import prepare_rule

# The law that says what the vectors test.
LAW = "agreement"


def make_vectors(
    rule: RuleGiven,
    dtype: Precision = "float32",
    profile: VectorProfile = "small",
    without: Collection[str] = (),
    progress: Progress = ignore_progress,
) -> Vectors:
    """Return the test vectors of a rule, to the byte the same for the same version.

    Args:
        rule: The name of the rule, ``path/file.py:MyRule``, or the class.
        dtype: The precision of parameters, gradients and bounds.
        profile: ``small``: at most 50 vectors; ``full``: all.
        without: Hyper-parameters that the kernel lacks; they have their default everywhere.
        progress: Called with the current activity and the fraction that is done.

    Raises:
        WrongUse: There is no such rule or hyper-parameter, no scenario has finite bounds, or the
            vectors of the rule would not show all of it.
    """
    name = resolve_rule_name(rule)
    if reason := _why_not_shown(rules()[name]):
        raise WrongUse(
            f"{reason} Check the kernel with conformance check, as a program that speaks the "
            "process protocol."
        )
    claimed = rules()[prepare_rule(rule, progress)]
    unknown = sorted(set(without) - claimed.defaults.keys())
    if unknown:
        raise WrongUse(
            f"{claimed.name} has no hyper-parameter {unknown[0]!r}, so no vector can be without "
            f"it. Give one of: {', '.join(claimed.defaults)}."
        )
    found = choose_vectors(claimed, dtype, profile, without, progress)
    if not found.vectors:
        raise WrongUse(
            f"No plain scenario of {claimed.name} has finite bounds in {dtype}, so there are no "
            "vectors. Use --dtype float64, or leave out --without."
        )
    return record_vectors(claimed, dtype, profile, without, found)


def _why_not_shown(rule: Rule) -> str:
    """Say why vectors would not show all of a rule; empty if they do."""
    if rule.shares_values:
        return (
            f"A vector has one parameter, and in {rule.name} all parameters share values, so that "
            "a kernel that computes them for each parameter alone would pass."
        )
    if rule.has_evaluation_mode:
        return (
            f"A vector has the parameter after each step, and {rule.name} evaluates another point, "
            "so that a kernel that computes it wrongly would pass."
        )
    return ""


def record_vectors(
    rule: Rule,
    dtype: Precision,
    profile: VectorProfile,
    without: Collection[str],
    found: VectorSet,
) -> Vectors:
    """Record chosen vectors."""
    return Vectors(
        version=_version(),
        rule=rule.name,
        dtype=dtype,
        profile=profile,
        source=record_rule_source(rule.name),
        excluded=sorted(without),
        caught=len(counted_mutants(rule)) - len(found.unseen),
        unseen=found.unseen,
        vectors=[_vector(rule, k, chosen) for k, chosen in enumerate(found.vectors, 1)],
    )


def _version() -> str:
    try:
        return version("optimcore")
    except PackageNotFoundError:
        return ""


def _vector(rule: Rule, number: int, chosen: ChosenVector) -> Vector:
    scenario = chosen.scenario
    group = scenario.groups[0]
    start = scenario.parameters[0].value
    bounds = zip(chosen.allowed.lower, chosen.allowed.upper, strict=True)
    steps = [
        VectorStep(gradient=_numbers(g), lower=_numbers(low[0]), upper=_numbers(high[0]))
        for event, (low, high) in zip(scenario.events, bounds, strict=True)
        if isinstance(event, Step)
        for g in scenario.gradients(event)
        if g is not None
    ]
    return Vector(
        id=f"{rule.name}-{scenario.dtype}-{number}",
        comment=_comment(rule, decode_group(group), start.shape, len(steps)),
        laws=[LAW] if LAW in laws() else [],
        pitfalls=list(chosen.pitfalls),
        mutants=list(chosen.mutants),
        hyper={name: _plain(value) for name, value in decode_group(group).items()},
        hyper_hex=dict(group),
        shape=list(start.shape),
        start=_numbers(start.numpy(scenario.dtype)),
        steps=steps,
    )


def _comment(rule: Rule, hyper: dict[str, HyperValue], shape: Iterable[int], steps: int) -> str:
    changed = [f"{n}={v}" for n, v in hyper.items() if v != rule.defaults[n]]
    size = "×".join(map(str, shape)) or "one number"
    what = f"{steps} step{'s' * (steps != 1)} of a parameter of shape {size}"
    return f"{what}, with {', '.join(changed) or 'the defaults'}"


def _plain(value: HyperValue) -> PlainHyper:
    return list(value) if isinstance(value, tuple) else value


def _numbers(values: Floats) -> Numbers:
    # -0.0 and 0.0 are equal bounds; one of them is written.
    flat = [float(v) + 0.0 for v in np.asarray(values, np.float64).ravel()]
    return Numbers(plain=flat, hex=[v.hex() for v in flat])
