"""The judge: tests laws on scenarios and shrinks what breaks them, one call at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ..comparison.evidence import Evidence
from ..comparison.trajectories import describe_changed_shape
from ..generation.families import Family, families
from ..laws import Law, Trial, laws
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import Subject, SubjectError, Trajectory
from .results import CORPUS, Finding, measure_extent
from .shrinking import Shrinker

Extent = tuple[int, int, int, int]


# The id of a law, and the hyper-parameters whose effect earlier scenarios showed.
Test = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Judgement:
    """What laws say about a subject on one scenario.

    Attributes:
        raised: whether the subject raised an exception.
        changed_shape: whether the subject changed the shape of a parameter.
        evidence: the tests that were made, with their evidence; None where the law does not apply.
    """

    raised: bool
    changed_shape: bool
    evidence: dict[Test, Evidence | None]


@dataclass
class SubjectJudge:
    """A subject and its claimed rule.

    Attributes:
        seed: random seed of the search for smaller scenarios.
        exhaustive: whether a broken law is tested on larger scenarios too.
        broken: for each law that was found broken, the extent of the smallest scenario. Without
            ``exhaustive``, the law is not tested on scenarios that are as large or larger, because
            the result would not be used.
    """

    rule: Rule
    subject: Subject
    seed: int = 0
    exhaustive: bool = False
    broken: dict[str, Extent] = field(default_factory=dict)

    def judge(self, scenario: Scenario, tests: Collection[Test]) -> Judgement:
        """Make tests on a scenario, but for those that are not needed."""
        trial = Trial(self.rule, self.subject, scenario)
        outcome = trial.outcome(scenario)
        raised = isinstance(outcome, SubjectError)
        changed = isinstance(outcome, Trajectory) and bool(
            describe_changed_shape(scenario, outcome)
        )
        made: dict[Test, Evidence | None] = {}
        known = laws()
        for name, effective in tests:
            law = known[name]
            if (raised and not law.judges_errors) or self.needs_no_test(law, scenario):
                continue
            trial.effective = effective
            evidence = made[name, effective] = law.judge(trial)
            if evidence is not None and evidence.is_broken:
                self.note_broken(name, scenario)
        return Judgement(raised, changed, made)

    def needs_no_test(self, law: Law, scenario: Scenario) -> bool:
        """Whether a law is known to be broken on a scenario that is no larger than this one."""
        return (
            not self.exhaustive
            and not law.needs_every_case
            and law.id in self.broken
            and self.broken[law.id] <= measure_extent(scenario)
        )

    def note_broken(self, law: str, scenario: Scenario) -> None:
        """Note that a law is broken on a scenario."""
        extent = measure_extent(scenario)
        self.broken[law] = min(extent, self.broken.get(law, extent))

    def shrink(self, finding: Finding, examples: int) -> tuple[Scenario, Evidence]:
        """Return the smallest scenario found that breaks the law of a finding, and the evidence.

        Args:
            finding: the finding.
            examples: the number of scenarios to draw from its family.
        """
        small = self.shrinker.shrink(finding, self._family(finding.family), examples)
        return small.scenario, small.evidence

    @property
    def shrinker(self) -> Shrinker:
        """The search for smaller scenarios."""
        return Shrinker(self.rule, self.subject, self.seed)

    def _family(self, name: str) -> Family:
        """Return a family; findings of the corpus are shrunk like those of the first one."""
        drawn = families(self.rule, self.subject.capabilities)
        return next((f for f in drawn if f.name == name and name != CORPUS), drawn[0])
