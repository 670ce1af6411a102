"""The results of an examination: a tally per law, and the findings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..comparison.evidence import Evidence
from ..laws import Law
from ..scenarios.model import Scenario


@dataclass
class Tally:
    """The results of one law on all scenarios.

    ``effective`` are the hyper-parameters whose effect some scenario showed, for a law that is
    broken only if no scenario shows one.
    """

    law: Law
    cases: int = 0
    decided: int = 0
    undecided: int = 0
    worst: float = 0.0
    broken: Finding | None = None
    effective: frozenset[str] = frozenset()

    def count(self, evidence: Evidence) -> None:
        """Add the evidence of one scenario."""
        self.cases += 1
        self.decided += evidence.decided
        self.undecided += evidence.undecided
        self.worst = max(self.worst, evidence.ratio)
        self.effective |= evidence.effective
        if self.broken is not None and self.broken.evidence.about in self.effective:
            self.broken = None

    def would_keep_over(self, scenario: Scenario) -> bool:
        """Whether a finding is kept already, on a scenario that is no larger than this one."""
        return self.broken is not None and measure_extent(self.broken.scenario) <= measure_extent(
            scenario
        )

    def keep_smaller(self, finding: Finding) -> None:
        """Keep the finding if it is the first, or on a smaller scenario than the one kept."""
        if not self.would_keep_over(finding.scenario) and not self._has_effect(finding):
            self.broken = finding

    def _has_effect(self, finding: Finding) -> bool:
        return finding.evidence.about in self.effective


@dataclass(frozen=True)
class Finding:
    """A broken law, with a scenario that breaks it.

    ``effective`` are hyper-parameters that the law does not test, because other scenarios showed
    their effect.
    """

    law: Law
    family: str
    scenario: Scenario
    evidence: Evidence
    effective: frozenset[str] = frozenset()

    def move(self, scenario: Scenario, evidence: Evidence) -> Finding:
        """Return the finding on another scenario that breaks the law too."""
        return replace(self, scenario=scenario, evidence=evidence)


@dataclass
class Examination:
    """The results of an examination.

    ``interrupted`` is the reason where the subject could not be run to the end of it. ``raised``
    has the places of the scenarios in which the subject raised an exception.
    """

    tallies: dict[str, Tally]
    not_applicable: dict[str, str]
    scenarios: list[Scenario] = field(default_factory=list)
    interrupted: str = ""
    raised: set[int] = field(default_factory=set)

    @property
    def completed(self) -> list[Scenario]:
        """The scenarios that the subject ran to the end."""
        return [s for k, s in enumerate(self.scenarios) if k not in self.raised]

    @property
    def cases(self) -> int:
        """The number of scenarios that the subject ran to the end."""
        return len(self.completed)

    @property
    def findings(self) -> list[Finding]:
        """The broken laws, in the order of the laws."""
        return [t.broken for t in self.tallies.values() if t.broken]

    @property
    def has_compared_with_rule(self) -> bool:
        """Whether a comparison with the values that the rule allows was decided."""
        return any(t.decided for t in self.tallies.values() if t.law.compares_with_rule)


def measure_extent(scenario: Scenario) -> tuple[int, int, int, int]:
    """Return the extent of a scenario: steps times elements, steps, parameters, events."""
    return (
        scenario.steps * max(1, scenario.size),
        scenario.steps,
        len(scenario.parameters),
        len(scenario.events),
    )


# The family of the stored scenarios, which come first.
CORPUS = "corpus"
