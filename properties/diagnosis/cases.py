"""The cases of a diagnosis: what the subject did, beside what the rule explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..edges import refused
from ..enclosure import Enclosure, enclose
from ..evidence import THRESHOLD, misshapen
from ..objects import CoreSubject
from ..rules import Rule
from ..scenario import Floats, Scenario, to_json
from ..trajectory import Outcome, Raised, Subject, Trajectory
from .defaults import completed

# Longer runs cost more than they tell.
LONGEST = 400


@dataclass(frozen=True)
class Deviation:
    """The largest deviation of a run after the first event that rounding does not explain."""

    scenario: Scenario
    run: Trajectory
    enclosure: Enclosure
    event: int
    parameter: int
    element: int

    @property
    def size(self) -> float:
        """How far off the subject is there."""
        return float(abs(self.at(self.run) - self.expected.ravel()[self.element]))

    @property
    def expected(self) -> Floats:
        """The whole parameter, as the rule has it after that event."""
        return self.enclosure.mid[self.event][self.parameter]

    @property
    def radius(self) -> Floats:
        """What rounding explains there."""
        return self.enclosure.rad[self.event][self.parameter]

    @property
    def got(self) -> Floats:
        """The whole parameter, as the subject has it after that event."""
        return self.run.frames[self.event][self.parameter].astype(np.float64)

    def at(self, run: Outcome) -> float:
        """The number that another run has there; NaN where it never got there."""
        if isinstance(run, Raised):
            return float("nan")
        return float(run.frames[self.event][self.parameter].ravel()[self.element])


@dataclass(frozen=True)
class Case:
    """One scenario, the subject's run, and where the rule does not explain it, if anywhere."""

    scenario: Scenario
    run: Outcome
    enclosure: Enclosure
    deviation: Deviation | None = None

    @property
    def broken(self) -> bool:
        """Whether the subject did what the rule does not explain."""
        raised = isinstance(self.run, Raised) and self.run.event >= 0
        return self.deviation is not None or raised or bool(self.misshapen)

    @property
    def misshapen(self) -> str:
        """Which parameter changed its shape, if one did."""
        return "" if isinstance(self.run, Raised) else misshapen(self.scenario, self.run)


def gathered(rule: Rule, subject: Subject, scenarios: Iterable[Scenario]) -> list[Case]:
    """The cases that optimcore can be put through as well, each once, smallest first."""
    unique = {to_json(s): s for s in scenarios if s.steps <= LONGEST and len(s.groups) == 1}
    ordered = sorted(unique.values(), key=lambda s: s.steps * max(1, s.size))
    cases = [case(rule, subject, s) for s in ordered if _shared(rule, s)]
    return [c for c in cases if not _unasked(rule, subject, c)]


def _unasked(rule: Rule, subject: Subject, one: Case) -> bool:
    """Whether the subject was not led through the scenario, with good reason."""
    beyond = isinstance(one.run, Raised) and one.run.beyond
    return beyond or refused(rule, subject, one.scenario, one.run)


def case(rule: Rule, subject: Subject, scenario: Scenario) -> Case:
    """The subject put through one scenario."""
    enclosure = enclose(rule, scenario)
    run = subject.run(scenario)
    if isinstance(run, Raised):
        return Case(scenario, run, enclosure)
    return Case(scenario, run, enclosure, _deviation(scenario, run, enclosure))


def _shared(rule: Rule, scenario: Scenario) -> bool:
    """Whether optimcore's own optimizer gets to the end of it."""
    ours = CoreSubject(rule.name).run(completed(rule, scenario))
    return isinstance(ours, Trajectory)


def _deviation(scenario: Scenario, run: Trajectory, enclosure: Enclosure) -> Deviation | None:
    for k, frame in enumerate(run.frames):
        ratios = [_ratios(a, enclosure.mid[k][i], enclosure.rad[k][i]) for i, a in enumerate(frame)]
        peaks = [float(r.max(initial=0.0)) for r in ratios]
        if max(peaks, default=0.0) > THRESHOLD:
            i = int(np.argmax(peaks))
            return Deviation(scenario, run, enclosure, k, i, int(np.argmax(ratios[i])))
    return None


def _ratios(got: Floats, mid: Floats, rad: Floats) -> Floats:
    if got.shape != mid.shape:
        return np.zeros(0)
    with np.errstate(all="ignore"):
        got, mid, rad = (x.astype(np.float64).ravel() for x in (got, mid, rad))
        ratio = np.where(got == mid, 0.0, np.abs(got - mid) / rad)
        known = np.isfinite(mid) & np.isfinite(rad)
        return np.where(known, np.where(np.isnan(ratio), np.inf, ratio), 0.0)
