"""Runs of many steps with random gradients, which refute a formula that fits a few cases by chance.

The steps of a rule of signs are the same for many formulas, as long as no sign differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...generation.corpus import adapt_supported
from ...generation.other_values import other_values
from ...generation.probes import build_simplest
from ...rules.registry import Rule
from ...scenarios.model import HyperValue, Step, encode_array
from ...scenarios.transforms import change
from ...subjects.trajectory import Capabilities, Subject
from .cases import Case, core_completes, make_case

STEPS = 48
ELEMENTS = 8


def long_runs(rule: Rule, subject: Subject) -> Iterator[Case]:
    """Yield the runs of a subject, with the defaults of the rule and with several other values."""
    taken = subject.capabilities
    numbers = np.random.default_rng(0)
    for hyper in _choices(rule, taken):
        given = {n: v for n, v in {**rule.defaults, **hyper}.items() if n in taken.hyper}
        simplest = build_simplest(taken, rule, shape=_shape(rule), hyper=given)
        [shape] = [a.shape for a in simplest.arrays()]
        gradients = numbers.standard_normal((STEPS, *shape)).astype(np.float32)
        events = tuple(Step((encode_array(g.astype(np.float64)),)) for g in gradients)
        scenario = adapt_supported(rule, change(simplest, events=events), taken)
        if scenario and core_completes(rule, scenario):
            yield make_case(rule, subject, scenario)


def _shape(rule: Rule) -> tuple[int, ...] | None:
    """Return a shape for which every part of a formula shows; None for that of the simplest."""
    if rule.dimensions:
        return None
    return (ELEMENTS,) if rule.elementwise else (2, ELEMENTS // 2)


def _choices(rule: Rule, taken: Capabilities) -> Iterator[Mapping[str, HyperValue]]:
    """Yield no values, other numbers, and these with each flag, of which all show in the steps.

    No decay rate equals its complement, and all are so small that no difference of averages is
    negative.
    """
    others = other_values(rule, taken)
    numbers = {name: value for name, value in others.items() if not isinstance(value, bool)}
    yield from ({}, numbers)
    for name, value in others.items():
        flagged = {**numbers, name: value}
        if isinstance(value, bool) and rule.profile.is_valid({**rule.defaults, **flagged}):
            yield flagged
