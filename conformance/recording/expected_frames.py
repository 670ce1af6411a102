"""Observed values with their enclosure, per event and parameter."""

from __future__ import annotations

from properties.engine.reproduction import Reproduction
from properties.scenarios.model import Floats
from properties.subjects.trajectory import SubjectError

from ..records.base import Frame

# Scenarios with more values are not recorded.
MOST = 4096


def record_frames(reproduced: Reproduction) -> list[Frame]:
    """Record every parameter after every event, unless the scenario is too large or raises."""
    run, enclosure = reproduced.run, reproduced.enclosure
    if isinstance(run, SubjectError) or enclosure is None:
        return []
    scenario = reproduced.finding.scenario
    if scenario.size * len(scenario.events) > MOST:
        return []
    return [
        Frame(
            event=k,
            parameter=i,
            got=_hex(got),
            expected=_hex(enclosure.mid[k][i]),
            radius=_hex(enclosure.rad[k][i]),
        )
        for k, frame in enumerate(run.frames)
        for i, got in enumerate(frame)
    ]


def _hex(numbers: Floats) -> list[str]:
    return [float(v).hex() for v in numbers.ravel()]
