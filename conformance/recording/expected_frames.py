"""Observed values with their enclosure, per event and parameter."""

from __future__ import annotations

from collections.abc import Iterator

from properties.enclosures.evaluate import enclose
from properties.rules.registry import Rule
from properties.scenarios.model import Floats, Scenario
from properties.subjects.trajectory import Subject, SubjectError

from ..records.base import Frame

# Scenarios with more values are not recorded.
MOST = 4096


def record_frames(rule: Rule, subject: Subject, scenario: Scenario) -> list[Frame]:
    """Record every parameter after every event, unless the scenario is too large or raises."""
    if scenario.size * len(scenario.events) > MOST:
        return []
    return list(_frames(rule, subject, scenario))


def _frames(rule: Rule, subject: Subject, scenario: Scenario) -> Iterator[Frame]:
    run = subject.run(scenario)
    if isinstance(run, SubjectError):
        return
    enclosure = enclose(rule, scenario)
    for k, frame in enumerate(run.frames):
        for i, got in enumerate(frame):
            yield Frame(
                event=k,
                parameter=i,
                got=_hex(got),
                expected=_hex(enclosure.mid[k][i]),
                radius=_hex(enclosure.rad[k][i]),
            )


def _hex(numbers: Floats) -> list[str]:
    return [float(v).hex() for v in numbers.ravel()]
