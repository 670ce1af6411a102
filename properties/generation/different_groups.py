"""Steps of two groups that differ in one hyper-parameter.

Random groups differ in most of them. What an optimizer keeps for parameters with equal decay rates,
such as a step size, shows only where another value differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ..rules.registry import Rule
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import HyperValue, Scenario, Start, Step, encode_array
from ..subjects.trajectory import Capabilities
from .other_values import other_values

# The gradients of the steps, which are so many that each branch of a rule is taken.
GRADIENTS = (0.5, -0.25, 1.0, 0.0625, -0.75, 0.25, 1.5, -0.5)


def different_groups(rule: Rule, taken: Capabilities) -> Iterator[Scenario]:
    """Yield the steps for each hyper-parameter that a subject takes and that groups may have."""
    if not taken.supports("groups"):
        return
    usual = {name: value for name, value in rule.defaults.items() if name in taken.hyper}
    shared = rule.profile.same_in_all_groups
    for name, value in other_values(rule, taken).items():
        if name not in shared:
            yield _steps(rule, usual, {**usual, name: value})


def _steps(rule: Rule, one: Mapping[str, HyperValue], other: Mapping[str, HyperValue]) -> Scenario:
    shape = (2,) * (rule.dimensions or 1)
    pattern = np.resize([1.0, -0.5, 0.75, 0.25], shape)
    start = encode_array(np.ones(shape))
    groups = tuple({name: encode_hyper(v) for name, v in given.items()} for given in (one, other))
    gradients = (encode_array(size * pattern) for size in GRADIENTS)
    return Scenario(
        rule.name, "float64", (Start(start), Start(start, group=1)), groups,
        tuple(Step((gradient, gradient)) for gradient in gradients),
    )  # fmt: skip
