"""The cases of a diagnosis: runs of the subject and the enclosures of the claimed rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ...comparison.boundary_values import is_rejected_boundary
from ...comparison.evidence import THRESHOLD
from ...comparison.trajectories import (
    compare_with_enclosure,
    describe_changed_shape,
    deviation_ratios,
    may_have_overflowed,
)
from ...enclosures.evaluate import Enclosure, enclose
from ...engine.results import Examination, Finding
from ...laws import Trial
from ...rules.registry import Rule
from ...scenarios.encoding import to_json
from ...scenarios.model import Floats, Scenario
from ...scenarios.transforms import has_finite_inputs, without_hyper
from ...subjects.optimcore_subject import CoreSubject
from ...subjects.trajectory import Outcome, Subject, SubjectError, Trajectory
from .rewrite import write_declared_defaults

# Longer scenarios take too much time for what they add.
LONGEST = 400

# Number of cases with steps that agree with the rule, where all deviations are lost numbers.
MOVING = 3

# Number of cases in addition to those of the findings, and the largest number of their steps.
CASES = 40


@dataclass(frozen=True)
class Deviation:
    """The largest deviation of a run after the first event with one beyond rounding."""

    scenario: Scenario
    run: Trajectory
    enclosure: Enclosure
    event: int
    parameter: int
    element: int

    @property
    def size(self) -> float:
        """The absolute deviation of the subject."""
        return float(abs(self.value_in(self.run) - self.expected.ravel()[self.element]))

    @property
    def expected(self) -> Floats:
        """The whole parameter after the event according to the rule."""
        return self.enclosure.mid[self.event][self.parameter]

    @property
    def radius(self) -> Floats:
        """The rounding bound of the whole parameter after the event."""
        return self.enclosure.rad[self.event][self.parameter]

    @property
    def got(self) -> Floats:
        """The whole parameter of the subject after the event."""
        return self.run.frames[self.event][self.parameter].astype(np.float64)

    def value_in(self, run: Outcome) -> float:
        """Return the value of another run at this element; NaN where the run raised."""
        if isinstance(run, SubjectError):
            return float("nan")
        return float(run.frames[self.event][self.parameter].ravel()[self.element])


@dataclass(frozen=True)
class Case:
    """A scenario, the subject's run, the enclosure of the rule, and the deviation, if any."""

    scenario: Scenario
    run: Outcome
    enclosure: Enclosure
    deviation: Deviation | None = None

    @property
    def is_broken(self) -> bool:
        """Whether the subject deviates, raises during an event, or changes a shape.

        An exception where values may have overflowed is none of these, as in laws: Python floats
        raise where NumPy arrays give infinity or NaN.
        """
        if isinstance(self.run, SubjectError):
            return self.run.event >= 0 and not may_have_overflowed(self.run, self.enclosure)
        return self.deviation is not None or bool(self.shape_change)

    @property
    def is_not_run(self) -> bool:
        """Whether the subject does not support the scenario, or rejected its arguments."""
        return isinstance(self.run, SubjectError) and (
            self.run.is_unsupported or self.run.event < 0
        )

    @property
    def decides_nothing(self) -> bool:
        """Whether the subject raised where the rule has no finite bounds, as after a 0/0."""
        if not isinstance(self.run, SubjectError) or self.run.event < 0:
            return False
        radii = self.enclosure.rad[self.run.event]
        return any(not np.isfinite(radius).all() for radius in radii)

    @property
    def shape_change(self) -> str:
        """Description of the first changed shape; empty if there is none."""
        return (
            ""
            if isinstance(self.run, SubjectError)
            else describe_changed_shape(self.scenario, self.run)
        )


def show_numbers(cases: Iterable[Case]) -> bool:
    """Return whether the results of a subject are more than numbers that are lost.

    Any formula with a NaN agrees with results that are all NaN. There must be a finite deviation,
    an exception, a changed shape, inputs that are not finite, or enough steps that agree.
    """
    moving = 0
    for case in cases:
        if isinstance(case.run, SubjectError) or case.shape_change:
            if case.is_broken:
                return True
        elif case.is_broken and not has_finite_inputs(case.scenario):
            return True
        elif case.deviation is None:
            moving += _moves(case.scenario, case.run)
        elif np.isfinite(case.deviation.size):
            return True
    return moving >= MOVING


def broken_in_float64(cases: Sequence[Case]) -> list[Case]:
    """Return the cases in which a subject deviates; none if it also does so in other precisions."""
    broken = [case for case in cases if case.is_broken]
    return broken if all(case.scenario.dtype == "float64" for case in broken) else []


def is_mostly_decided(case: Case) -> bool:
    """Return whether most comparisons of a run with the rule have narrow bounds."""
    if isinstance(case.run, SubjectError):
        return False
    seen = compare_with_enclosure(case.scenario, case.run, case.enclosure)
    return seen.decided > seen.undecided


def _moves(scenario: Scenario, run: Trajectory) -> bool:
    """Return whether all parameters stay finite and some of them changes."""
    ended = [frame.astype(np.float64) for frame in run.frames[-1]] if run.frames else []
    starts = [start.astype(np.float64) for start in scenario.arrays()]
    return all(bool(np.isfinite(values).all()) for values in ended) and any(
        not np.array_equal(*pair) for pair in zip(starts, ended, strict=False)
    )


def case_scenarios(
    rule: Rule, result: Examination, findings: Sequence[Finding], required: Collection[str]
) -> Iterable[Scenario]:
    """Yield the scenarios of findings, and brief ones of the examination."""
    for finding in findings:
        omitted = finding.law.omitted_of(rule).difference(required)
        yield without_hyper(finding.scenario, omitted)
    yield from islice((s for s in result.scenarios if s.steps <= CASES), CASES)


def derived_scenarios(
    rule: Rule, subject: Subject, findings: Sequence[Finding]
) -> Iterator[Scenario]:
    """Yield the scenarios that the laws derived, such as a run that is resumed half-way."""
    for finding in findings:
        trial = Trial(rule, subject, finding.scenario)
        finding.law.judge(trial)
        yield from trial.scenarios


def gather_cases(rule: Rule, subject: Subject, scenarios: Iterable[Scenario]) -> list[Case]:
    """Run the subject on the scenarios that optimcore can run too, each once, smallest first.

    Cases that the subject does not support, whose arguments it rejected, or that decide nothing
    are left out.
    """
    unique = {to_json(s): s for s in scenarios if s.steps <= LONGEST and len(s.groups) == 1}
    ordered = sorted(unique.values(), key=lambda s: s.steps * max(1, s.size))
    cases = [make_case(rule, subject, s) for s in ordered if core_completes(rule, s)]
    kept = [c for c in cases if not c.decides_nothing]
    return [c for c in kept if not _is_unsupported(rule, subject, c)]


def _is_unsupported(rule: Rule, subject: Subject, case: Case) -> bool:
    """Return whether the scenario was not run: it is not supported, or its arguments are rejected.

    An optimizer that cannot be constructed shows nothing of its steps.
    """
    return case.is_not_run or is_rejected_boundary(rule, subject, case.scenario, case.run)


def make_case(rule: Rule, subject: Subject, scenario: Scenario) -> Case:
    """Run the subject on one scenario and compare it with the rule."""
    enclosure = enclose(rule, scenario)
    run = subject.run(scenario)
    if isinstance(run, SubjectError):
        return Case(scenario, run, enclosure)
    return Case(scenario, run, enclosure, _deviation(scenario, run, enclosure))


def core_completes(rule: Rule, scenario: Scenario) -> bool:
    """Return whether optimcore's optimizer runs the scenario to its end."""
    ours = CoreSubject(rule.name).run_values(write_declared_defaults(rule, scenario))
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
    got, mid, rad = (x.astype(np.float64).ravel() for x in (got, mid, rad))
    return deviation_ratios(got, mid, rad)
