"""Shrinking of findings: the search for small scenarios that break the same law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hypothesis import Phase

from ..comparison.evidence import Evidence
from ..generation.families import Family
from ..generation.reduction import cost, reduce_scenario
from ..generation.sampling import StopSearch, find_scenario
from ..laws import MUST, Trial
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.trajectory import Subject, SubjectError
from .results import CORPUS, Finding, measure_extent

# Budgets for shrinking one finding, and for its reduction afterwards.
SHRINKING = 400
REDUCING = 300
REDUCING_ADVICE = 60

# The extent of one step of one element; shrinking stops there.
SMALLEST = (1, 1, 1, 0)

# Steps times elements of a reduced case that is small enough, as two steps of two elements: the
# search for a smaller one among random scenarios takes longer than all other shrinking.
SMALL = 4


@dataclass(frozen=True)
class Shrinker:
    """The search for smaller scenarios, drawn with the random seed of the examination."""

    rule: Rule
    subject: Subject
    seed: int

    def shrink(self, finding: Finding, family: Family, examples: int) -> Finding:
        """Return a finding of the same law on the smallest scenario found within the budget.

        Args:
            family: the family of the finding.
            examples: the number of scenarios to draw from it.
        """
        reduced = self._reduce(finding)
        # Advice does not decide the verdict: its case may be a little larger than necessary.
        if finding.law.requirement != MUST or measure_extent(reduced.scenario)[0] <= SMALL:
            return reduced
        drawn = self._reduce(self._shrink_drawn(finding, family, examples))
        return min(reduced, drawn, key=lambda f: measure_extent(f.scenario))

    def _shrink_drawn(self, finding: Finding, family: Family, examples: int) -> Finding:
        """Return a finding on the smallest scenario that is drawn and shrunk by Hypothesis."""
        # Scenarios that are drawn before that of the finding are larger, or do not break the law.
        best, spent, reached = finding, 0, finding.family == CORPUS
        known: dict[bytes, bool] = {}
        start = to_json(finding.scenario)

        def still_broken(scenario: Scenario) -> bool:
            nonlocal best, spent, reached
            key = to_json(scenario)
            reached = reached or key == start
            if not reached:
                known[key] = False
            if key not in known:
                spent += cost(scenario)
                if spent > SHRINKING or measure_extent(best.scenario) <= SMALLEST:
                    raise StopSearch
                evidence = self._broken_evidence(finding, scenario)
                known[key] = evidence is not None
                if evidence:
                    best = replace(finding, scenario=scenario, evidence=evidence)
            return known[key]

        phases = [Phase.generate, Phase.shrink]
        find_scenario(family.scenarios, still_broken, examples, self.seed, phases)
        return best

    def _reduce(self, finding: Finding) -> Finding:
        scenario = reduce_scenario(
            finding.scenario,
            lambda s: bool(self._broken_evidence(finding, s)),
            REDUCING if finding.law.requirement == MUST else REDUCING_ADVICE,
            usual=self._usual_defaults(),
        )
        evidence = self._broken_evidence(finding, scenario) or finding.evidence
        return replace(finding, scenario=scenario, evidence=evidence)

    def _usual_defaults(self) -> set[str]:
        """Return the hyper-parameters of which the subject declares the rule's default."""
        own = self.subject.capabilities.defaults
        return {name for name, value in self.rule.defaults.items() if own.get(name, ...) == value}

    def _broken_evidence(self, finding: Finding, scenario: Scenario) -> Evidence | None:
        law = finding.law
        # A subject may run in a precision that was excluded for it.
        others = {*scenario.dtypes} - {*finding.scenario.dtypes}
        if not all(map(self.subject.capabilities.supports, others)):
            return None
        trial = Trial(self.rule, self.subject, scenario, finding.effective)
        if not law.judges_errors and isinstance(trial.outcome(scenario), SubjectError):
            return None
        evidence = law.judge(trial)
        return evidence if evidence and evidence.is_broken else None

    def shown_by(self, small: Iterable[Finding], finding: Finding) -> Finding | None:
        """Return the law broken on the scenario of another finding, if one of them breaks it."""
        for other in small:
            evidence = self._broken_evidence(finding, other.scenario)
            if evidence:
                return replace(
                    finding, family=other.family, scenario=other.scenario, evidence=evidence
                )
        return None
