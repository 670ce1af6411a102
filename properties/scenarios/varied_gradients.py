"""The same events with gradients that differ from step to step and from element to element."""

from __future__ import annotations

from itertools import cycle

import numpy as np

from .model import Floats, Scenario, Step
from .transforms import change
from .translated import encode_values

# Powers of two, of both signs, so that products with them are exact.
OF_STEPS = (1.0, -0.5, 2.0, 0.25, -1.0)
OF_ELEMENTS = (1.0, 0.5, -2.0)


def with_varied_gradients(scenario: Scenario) -> Scenario:
    """Return the scenario with the gradients of each step multiplied by factors of its own."""
    factors = cycle(OF_STEPS)
    events = tuple(
        _vary_event(scenario, event, next(factors)) if isinstance(event, Step) else event
        for event in scenario.events
    )
    return change(scenario, events=events)


def _vary_event(scenario: Scenario, step: Step, factor: float) -> Step:
    given = zip(step.gradients, scenario.gradients(step), strict=True)
    return change(
        step,
        gradients=tuple(
            None if g is None or values is None else encode_values(_scale(values, factor))
            for g, values in given
        ),
    )


def _scale(values: Floats, factor: float) -> Floats:
    pattern = np.resize(OF_ELEMENTS, values.shape)
    with np.errstate(all="ignore"):
        scaled: Floats = values.astype(np.float64) * (factor * pattern)
    return scaled
