"""The cases in which one kind of event occurs, and nothing else beyond plain steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..engine.results import Finding
from ..laws import Trial
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..scenarios.varied_gradients import with_varied_gradients
from ..subjects.trajectory import Subject
from .candidates.cases import Case, make_case
from .hypotheses.contract_hypotheses import Hypothesis
from .hypotheses.features import has_only, strip_features
from .hypotheses.steps_of_several import steps_of_several

# Number of cases of one kind of event, and the largest number of their steps.
CASES = 40

# Number of cases whose events are run with other gradients too.
VARIED = 8
LONGEST = 40

# Number of further scenarios in which the law of a finding is tested, their fewest steps, and the
# largest number of their elements.
MORE = 6
LONG = 3
SMALL = 64


@dataclass(frozen=True)
class ContractCases:
    """The cases of a subject about kinds of events.

    Attributes:
        rule: the formula as a rule.
        scenarios: the scenarios of the examinations.
        always: ids of the features that all cases may have.
    """

    rule: Rule
    subject: Subject
    scenarios: Sequence[Scenario]
    always: frozenset[str]

    def gather(self, kept: frozenset[str], findings: Sequence[Finding]) -> list[Case]:
        """Return the cases with one kind of event and nothing else, the smallest first."""
        derived = (s for finding in findings for one in self._vary_start(finding) for s in one)
        found: dict[bytes, Scenario] = {}
        for scenario in (*derived, *self.scenarios):
            if scenario.steps <= LONGEST and len(found) < CASES:
                found.update((to_json(s), s) for s in strip_features(scenario, kept | self.always))
        ordered = sorted(found.values(), key=lambda s: s.steps * s.size)
        cases = [make_case(self.rule, self.subject, s) for s in ordered[:CASES]]
        return [c for c in cases if not (c.is_not_run or c.decides_nothing)]

    def vary(self, cases: Sequence[Case]) -> Iterator[Case]:
        """Yield the same events with other gradients.

        With equal gradients in all steps, different changes can have the same effect.
        """
        for case in cases[:VARIED]:
            other = make_case(self.rule, self.subject, with_varied_gradients(case.scenario))
            if not (other.is_not_run or other.decides_nothing):
                yield other

    def show(self, hypothesis: Hypothesis, kept: frozenset[str]) -> list[Case]:
        """Return cases that are made to show a hypothesis: its own, and some with these features.

        They stand in for scenarios of the examinations, none of which may show it.
        """
        several = steps_of_several(self.rule, self.subject)
        fitting = [s for s in several if has_only(s, kept | self.always)]
        cases = [make_case(self.rule, self.subject, s) for s in (*hypothesis.shown_in, *fitting)]
        return [c for c in cases if not (c.is_not_run or c.decides_nothing)]

    def _vary_start(self, finding: Finding) -> Iterator[Iterable[Scenario]]:
        """Yield what the law of a finding runs in its case, and in longer ones.

        In a case of two steps, what happens once and what happens at every step are the same.
        """
        yield self.derive(finding)
        longer = (s for s in self.scenarios if LONG <= s.steps <= LONGEST and s.size <= SMALL)
        derived = (self.derive(replace(finding, scenario=scenario)) for scenario in longer)
        # A law that does not apply to a scenario runs nothing.
        yield from islice(filter(None, derived), MORE)

    def derive(self, finding: Finding) -> Sequence[Scenario]:
        trial = Trial(self.rule, self.subject, finding.scenario, finding.effective)
        finding.law.judge(trial)
        return list(trial.scenarios)
