"""Extension of a minimal case: its events are repeated with varied gradients."""

from __future__ import annotations

from ..scenarios.model import Event, Scenario, Step
from ..scenarios.transforms import change
from .scenario_builder import NUMBERS

# The number of events after which charts end.
FRAMES = 60


def extend_scenario(scenario: Scenario) -> Scenario:
    """Return the scenario with its events repeated, and the gradients of each step scaled."""
    events: list[Event] = []
    while len(events) < FRAMES:
        for event in scenario.events:
            events.append(_vary_event(event, len(events)))
    return change(scenario, events=tuple(events[:FRAMES]))


def _vary_event(event: Event, k: int) -> Event:
    if not isinstance(event, Step) or k == 0:
        return event
    factor = NUMBERS[8 + k % 40]
    return change(event, gradients=tuple(g and g.scale(factor) for g in event.gradients), times=1)
