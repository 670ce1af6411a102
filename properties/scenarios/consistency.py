"""Whether a scenario can be run at all."""

from __future__ import annotations

from collections.abc import Sequence

from .model import AddGroup, Array, OtherStep, Rewind, Save, Scenario, SetHyper, Step, Write


def is_consistent(scenario: Scenario) -> bool:
    """Whether the events of a scenario fit its parameters, its groups and each other.

    Every array has the shape of its parameter, every group exists, and a state is saved before the
    first event that loads it.
    """
    saved = False
    for event in scenario.events:
        match event:
            case Save():
                saved = True
            case Rewind() if not saved:
                return False
            case SetHyper() | AddGroup() if event.group >= len(scenario.groups):
                return False
            case Step() | OtherStep() if not _fit(scenario, event.gradients):
                return False
            case Write() if not _fit(scenario, event.values):
                return False
    return True


def _fit(scenario: Scenario, arrays: Sequence[Array | None]) -> bool:
    return len(arrays) == len(scenario.parameters) and all(
        array is None or array.shape == start.value.shape
        for array, start in zip(arrays, scenario.parameters, strict=True)
    )
