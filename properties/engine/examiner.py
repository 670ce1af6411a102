"""Run a subject on generated scenarios, test every law on each, and shrink the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..comparison.trajectories import describe_changed_shape
from ..generation.corpus import supported_scenarios
from ..generation.families import Family, families
from ..generation.sampling import find_scenario
from ..laws import MUST, Trial, laws
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.trajectory import (
    Capabilities,
    Subject,
    SubjectError,
    SubjectUnavailable,
    Trajectory,
)
from .results import CORPUS, Examination, Finding, Tally
from .shrinking import Shrinker

# Number of scenarios searched for one that breaks the same law as a corpus scenario, to shrink it.
SEEKING = 60

# After this many everyday scenarios no more are drawn if the subject disagrees with the rule: then
# they can only repeat what is known, and the diagnosis has enough cases.
ENOUGH = 24

# For the families with the slowest scenarios, draw a minimum number, and one more scenario for each
# group of everyday scenarios, up to the number that the family requires.
FEWEST = 2
EVERYDAY_FOR_ONE_MORE = 5

Progress = Callable[[str, float], None]


@dataclass
class Examiner:
    """The examination of a subject.

    Args:
        examples: number of scenarios of the family "everyday"; other families have a share of it.
            With 0, only the corpus is used.
        seed: random seed of the scenarios.
        oracle: whether to compare with torch.
        exhaustive: whether to draw all scenarios although the subject disagrees with the rule, and
            to test a broken law, and count it, on larger scenarios too.
        share_cases: whether a finding is shown by the case of another one where that is possible.
        progress: called with the current activity and the fraction of it that is done.
    """

    rule: Rule
    subject: Subject
    examples: int = 100
    seed: int = 0
    oracle: bool = False
    shrink: bool = True
    stop_early: bool = False
    exhaustive: bool = False
    share_cases: bool = True
    progress: Progress = lambda what, part: None
    result: Examination = field(init=False)
    found_shape_change: bool = field(init=False, default=False)
    _counts: Counter[str] = field(init=False, default_factory=Counter)

    def run(self) -> Examination:
        """Run the examination."""
        subject = self.subject if self.oracle else _WithoutOracle(self.subject)
        reasons = {n: one.not_applicable(self.rule, subject) for n, one in laws().items()}
        self.result = Examination(
            {n: Tally(laws()[n]) for n, reason in reasons.items() if not reason},
            {n: reason for n, reason in reasons.items() if reason},
        )
        try:
            self._examine()
            if self.shrink:
                self._shrink_all()
        except SubjectUnavailable as reason:
            self.result.interrupted = str(reason)
        return self.result

    def _examine(self) -> None:
        corpus, *drawn = self._families()
        scenarios = supported_scenarios(self.rule, self.subject.capabilities)
        for k, scenario in enumerate(scenarios):
            if not self._is_settled():
                self.progress("the corpus", k / len(scenarios))
                self._judge_all(corpus, scenario)
        for family in drawn if self.examples else ():
            if not self._is_settled():
                self._search(family)

    def _families(self) -> list[Family]:
        """Return the corpus, whose findings are shrunk like 'everyday', and the random families."""
        drawn = families(self.rule, self.subject.capabilities)
        return [replace(drawn[0], name=CORPUS), *drawn]

    def _shrink_all(self) -> None:
        """Shrink each finding, unless the scenario of an earlier shrunk finding breaks its law."""
        small: list[Finding] = []
        shrinker = self._shrinker()
        for tally in self.result.tallies.values():
            if tally.broken:
                self.progress(f"shrinking {tally.law.id}", 0.0)
                tally.broken = replace(tally.broken, effective=tally.effective)
                shown = shrinker.shown_by(small, tally.broken) if self.share_cases else None
                tally.broken = shown or self.shrink_finding(tally.broken)
                small.append(tally.broken)

    def _budget(self, family: Family) -> int:
        if family.name == CORPUS:
            return SEEKING
        fewest = min(family.fewest, FEWEST + self.examples // EVERYDAY_FOR_ONE_MORE)
        return max(fewest, round(self.examples * family.share))

    def _search(self, family: Family) -> None:
        # Hypothesis may test a scenario repeatedly, and must get the same result.
        enough: dict[bytes, bool] = {}
        budget = self._budget(family)

        def look(scenario: Scenario) -> bool:
            key = to_json(scenario)
            if key not in enough:
                self.progress(f"{family.name} scenarios", min(1.0, len(enough) / budget))
                self._judge_all(family, scenario)
                enough[key] = self._is_settled()
            return enough[key]

        find_scenario(family.scenarios, look, budget, self.seed)

    def _is_settled(self) -> bool:
        # Stop after a changed shape, because such arrays may grow beyond the memory.
        wrong = any(f.law.requirement == MUST for f in self.result.findings)
        return (
            self.found_shape_change
            or (self.stop_early and wrong)
            or (not self.exhaustive and self._drawn >= ENOUGH and self._disagrees())
        )

    @property
    def _drawn(self) -> int:
        """The number of random scenarios."""
        return sum(n for name, n in self._counts.items() if name != CORPUS)

    def _disagrees(self) -> bool:
        """Whether the subject broke a law that compares it with the rule itself."""
        tallies = self.result.tallies.values()
        return any(t.broken for t in tallies if t.law.compares_with_rule)

    def _judge_all(self, family: Family, scenario: Scenario) -> None:
        trial = Trial(self.rule, self.subject, scenario)
        self.result.scenarios.append(scenario)
        outcome = trial.outcome(scenario)
        dead = isinstance(outcome, SubjectError)
        self.found_shape_change = self.found_shape_change or (
            isinstance(outcome, Trajectory) and bool(describe_changed_shape(scenario, outcome))
        )
        count = self._counts[family.name]
        self._counts[family.name] += 1
        for tally in self._tallies(family, scenario, count):
            if dead and not tally.law.judges_errors:
                continue
            if self._is_known(tally, scenario):
                continue
            trial.effective = tally.effective
            evidence = tally.law.judge(trial)
            if evidence is None:
                continue
            tally.count(evidence)
            if evidence.is_broken:
                tally.keep_smaller(Finding(tally.law, family.name, scenario, evidence))

    def _is_known(self, tally: Tally, scenario: Scenario) -> bool:
        """Return whether nothing can be learned from a law on a scenario, since it is broken."""
        needed = self.exhaustive or tally.law.needs_every_case
        return not needed and tally.would_keep_over(scenario)

    def _tallies(self, family: Family, scenario: Scenario, count: int) -> Iterable[Tally]:
        """Return the laws to test on a scenario, the ``count``-th of its family.

        The laws of one module share runs, and take turns with those of the others.
        """
        turns = {module: k for k, module in enumerate(self._modules)}
        return [
            tally
            for tally in self.result.tallies.values()
            if tally.law.is_tested_on(family, scenario)
            and (count + turns[tally.law.module]) % self._stride(tally, family) == 0
        ]

    @cached_property
    def _modules(self) -> list[str]:
        """The modules of the laws, each once."""
        return list(dict.fromkeys(tally.law.module for tally in self.result.tallies.values()))

    def _stride(self, tally: Tally, family: Family) -> int:
        law = tally.law
        if tally.broken and law.needs_every_case:
            return 1
        if family.name == CORPUS:
            return 2 if law.frequency == "few" else 1
        return law.stride(family, self._budget(family))

    def shrink_finding(self, finding: Finding) -> Finding:
        """Return a finding of the same law on the smallest scenario found within the budget."""
        family = next(f for f in self._families() if f.name == finding.family)
        return self._shrinker().shrink(finding, family, self._budget(family))

    def _shrinker(self) -> Shrinker:
        return Shrinker(self.rule, self.subject, self.seed)


class _WithoutOracle:
    """The subject without the capability 'torch', where torch is not installed."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.name = subject.name
        self.run = subject.run

    @property
    def capabilities(self) -> Capabilities:
        given = self.subject.capabilities
        unsupported = {**given.unsupported, "torch": "torch is not installed"}
        return replace(given, unsupported=unsupported)
