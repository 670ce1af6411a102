"""Whether deviations occur in evaluation mode, or after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....scenarios.model import Event, Look, Step
from ...candidates.cases import Case, Deviation

# At least this many cases must deviate, and as many in which no step follows a look must agree.
ENOUGH = 3


def describe_modes(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    """Yield a sentence if all deviations are in evaluation mode, or in steps that follow it."""
    if len(off) < ENOUGH:
        return
    if all(isinstance(d.scenario.events[d.event], Look) for d in off):
        yield "Deviations occur only in evaluation mode; training mode agrees."
        return
    without = sum(not _steps_after_look(c.scenario.events) for c in sound)
    if without >= ENOUGH and all(_has_look(d.scenario.events[: d.event]) for d in off):
        yield "Deviations occur only after evaluation mode, so train() does not undo eval()."


def _has_look(events: Sequence[Event]) -> bool:
    return any(isinstance(e, Look) for e in events)


def _steps_after_look(events: Sequence[Event]) -> bool:
    first = next((k for k, e in enumerate(events) if isinstance(e, Look)), len(events))
    return any(isinstance(e, Step) for e in events[first:])
