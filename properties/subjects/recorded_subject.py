"""A subject that returns recorded runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..scenarios.transforms import change
from .object_driver import UNSUPPORTED
from .trajectory import Capabilities, Outcome, SubjectError, Trajectory, UnsupportedScenario


@dataclass(frozen=True)
class RecordedSubject:
    """The recorded runs of an optimizer that cannot be run again.

    A scenario of which the beginning was recorded is supported as far as that; any other is not.

    Attributes:
        rule: the claimed rule.
        runs: the recorded scenarios with their trajectories.
        excluded: hyper-parameters that the optimizer does not take.
    """

    rule: Rule
    runs: Sequence[tuple[Scenario, Trajectory]]
    excluded: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"recorded {self.rule.name}"

    @property
    def capabilities(self) -> Capabilities:
        names = frozenset(self.rule.defaults) - self.excluded
        unsupported: Mapping[str, str] = UNSUPPORTED
        return Capabilities(names, frozenset(), frozenset(), dict(unsupported))

    def run(self, scenario: Scenario) -> Outcome:
        count = len(scenario.events)
        for recorded, run in self.runs:
            if change(recorded, events=recorded.events[:count]) == scenario:
                return Trajectory(run.frames[:count])
        return SubjectError(-1, UnsupportedScenario.__name__, "This scenario was not recorded.")
