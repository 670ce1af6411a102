"""A trial: a scenario, a subject and its claimed rule, with the runs that laws compare."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..comparison.trajectories import describe_changed_shape, may_have_overflowed
from ..enclosures.evaluate import Enclosure, enclose
from ..rules.registry import Rule
from ..scenarios.encoding import from_json, to_json
from ..scenarios.model import Scenario
from ..subjects.trajectory import Subject, SubjectError, Trajectory


class SubjectFailed(Exception):
    """Raised where a law needs a trajectory and the subject raised an exception."""

    def __init__(self, scenario: Scenario, raised: SubjectError) -> None:
        super().__init__(str(raised))
        self.scenario = scenario
        self.raised = raised


class ShapeChanged(Exception):
    """Raised where a parameter of the subject changed its shape."""


@dataclass
class Trial:
    """A scenario, a subject and its claimed rule. Runs of the subject are cached.

    Attributes:
        effective: hyper-parameters whose effect other scenarios showed, so that a law about an
            effect does not test them.
    """

    rule: Rule
    subject: Subject
    scenario: Scenario
    effective: frozenset[str] = frozenset()
    _runs: dict[bytes, Trajectory | SubjectError] = field(default_factory=dict)

    def outcome(self, scenario: Scenario) -> Trajectory | SubjectError:
        """Return the trajectory or the exception of the subject on a scenario."""
        key = to_json(scenario)
        if key not in self._runs:
            self._runs[key] = self.subject.run(scenario)
        return self._runs[key]

    @property
    def scenarios(self) -> list[Scenario]:
        """All scenarios that the subject was run on."""
        return [from_json(key) for key in self._runs]

    def run(self, scenario: Scenario) -> Trajectory:
        """Return the subject's trajectory on a scenario.

        Raises:
            SubjectFailed: the subject raised an exception.
            ShapeChanged: a parameter changed its shape, so its values cannot be compared.
        """
        outcome = self.outcome(scenario)
        if isinstance(outcome, SubjectError):
            raise SubjectFailed(scenario, outcome)
        if wrong := describe_changed_shape(scenario, outcome):
            raise ShapeChanged(wrong)
        return outcome

    def enclosure(self, scenario: Scenario) -> Enclosure:
        """Return the values that a correct subject may have on a scenario."""
        return enclose(self.rule, scenario)

    def may_have_overflowed(self, scenario: Scenario, raised: SubjectError) -> bool:
        """Return whether the subject raised at an event where a correct one may have overflowed."""
        # The rule may not be defined for what was rejected at construction.
        return raised.event >= 0 and may_have_overflowed(raised, self.enclosure(scenario))

    def takes(self, *names: str) -> bool:
        """Return whether the subject takes all these hyper-parameters."""
        return self.subject.capabilities.hyper.issuperset(names)
