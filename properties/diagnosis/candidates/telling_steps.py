"""Plain steps in which the values of hyper-parameters show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ...generation.corpus import adapt_supported
from ...generation.probes import build_simplest
from ...rules.registry import Rule
from ...scenarios.model import HyperValue, Scenario, Step, encode_array
from ...scenarios.transforms import change
from ...subjects.trajectory import Capabilities

# The gradients of the steps: of both signs, larger and smaller after a change.
GRADIENTS = (0.5, -0.25, 1.0, 0.0625)

# So many that each branch of a formula is taken, as the one of RAdam with a large step count.
LONGER = (*GRADIENTS, *(-2 * gradient for gradient in GRADIENTS))

# The factors of the elements.
ELEMENTS = (1.0, -0.5, 0.75, 0.25)


def telling_steps(
    rule: Rule,
    taken: Capabilities,
    hyper: Mapping[str, HyperValue],
    gradients: Sequence[float] = GRADIENTS,
) -> Scenario:
    """Return a scenario of steps of one parameter whose elements have different gradients.

    Args:
        rule: the rule.
        taken: what the subject supports.
        hyper: the values of the hyper-parameters.
        gradients: a factor of the gradients of each step.
    """
    simplest = build_simplest(taken, rule, hyper=dict(hyper))
    [shape] = [a.shape for a in simplest.arrays()]
    elements = np.resize(ELEMENTS, shape)
    return change(simplest, events=tuple(Step((encode_array(g * elements),)) for g in gradients))


def supported_steps(
    rule: Rule,
    taken: Capabilities,
    groups: Iterable[Mapping[str, HyperValue]],
    gradients: Sequence[float] = GRADIENTS,
) -> Iterator[Scenario]:
    """Yield the steps with each of several groups of values, as far as the subject supports them.

    Args:
        rule: the rule.
        taken: what the subject supports.
        groups: the values of the hyper-parameters, for each scenario.
        gradients: a factor of the gradients of each step.
    """
    for hyper in groups:
        scenario = adapt_supported(rule, telling_steps(rule, taken, hyper, gradients), taken)
        if scenario:
            yield scenario
