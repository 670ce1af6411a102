"""Whether a scenario distinguishes a mutant from its rule."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..comparison.trajectories import compare_with_enclosure
from ..enclosures.evaluate import Enclosure, enclose
from ..rules.declared_defaults import write_declared_defaults
from ..rules.patched_package import build_variant
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import Outcome, SubjectError, Trajectory
from ..subjects.wrapped_subject import wrap_subject
from .mutant import Mutant
from .variant import MutantSubject


@dataclass
class Judge:
    """Compares the runs of mutants with the enclosures of the rule.

    A scenario is of no use if the rule itself raises in it, or is not inside its own enclosure.
    """

    rule: Rule
    _known: dict[int, tuple[Scenario, Enclosure | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        package = build_variant(self.rule.edits) if self.rule.edits else None
        core = CoreSubject(self.rule.name, package) if package else CoreSubject(self.rule.name)
        self._core = wrap_subject(self.rule, core)

    def run(self, mutant: Mutant, scenario: Scenario) -> Outcome:
        """Run a mutant."""
        return wrap_subject(self.rule, MutantSubject(self.rule, mutant)).run(scenario)

    def tells(self, mutant: Mutant, scenario: Scenario) -> bool:
        """Whether a mutant raises in a scenario or leaves the enclosure of the rule."""
        return self.is_usable(scenario) and self.is_outside(scenario, self.run(mutant, scenario))

    def is_outside(self, scenario: Scenario, outcome: Outcome) -> bool:
        """Whether an outcome is an error, or is not inside the enclosure of the rule."""
        enclosure = self._enclosure(scenario)
        if enclosure is None:
            return False
        if isinstance(outcome, SubjectError):
            return True
        return compare_with_enclosure(scenario, outcome, enclosure).is_broken

    def is_usable(self, scenario: Scenario) -> bool:
        """Whether the rule runs a scenario and is inside its own enclosure."""
        return self._enclosure(scenario) is not None

    def _enclosure(self, scenario: Scenario) -> Enclosure | None:
        # Scenarios are known by identity, because a hash takes longer than a run.
        key = id(scenario)
        if key not in self._known:
            run = self._core.run(write_declared_defaults(self.rule, scenario))
            found = None if isinstance(run, SubjectError) else enclose(self.rule, scenario)
            if found and isinstance(run, Trajectory):
                own = compare_with_enclosure(scenario, run, found)
                found = None if own.is_broken else found
            self._known[key] = (scenario, found)
        return self._known[key][1]
