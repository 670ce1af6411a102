"""A smallest case gone on with: the same events again and again, under varied gradients."""

from __future__ import annotations

from .drawing import NUMBERS
from .scenario import Event, Scenario, Step
from .transforms import change

# What is drawn is a few dozen frames, however long the case itself is.
FRAMES = 60


def stretched(scenario: Scenario) -> Scenario:
    """The scenario's events repeated, each step's gradients times another number."""
    events: list[Event] = []
    while len(events) < FRAMES:
        for event in scenario.events:
            events.append(_varied(event, len(events)))
    return change(scenario, events=tuple(events[:FRAMES]))


def _varied(event: Event, k: int) -> Event:
    if not isinstance(event, Step) or k == 0:
        return event
    factor = NUMBERS[8 + k % 40]
    return change(event, gradients=tuple(g and g.times(factor) for g in event.gradients), times=1)
