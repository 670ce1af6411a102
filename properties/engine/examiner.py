"""Run a subject on generated scenarios, test every law on each, and shrink the findings."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..generation.corpus import supported_scenarios
from ..generation.families import Family, families
from ..generation.sampling import find_scenario
from ..laws import MUST, laws
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.trajectory import Subject, SubjectUnavailable
from .executor import Executor, InlineExecutor, Job
from .finding_shrinker import FindingShrinker
from .journal import Journal, NoJournal
from .law_turns import LawTurns
from .pending import KnownJudgement, PendingScenario
from .progress import Progress, Stages, ignore_progress
from .results import CORPUS, Examination, Finding, Tally
from .subject_judge import Judgement, SubjectJudge
from .without_oracle import WithoutOracle

# Number of scenarios searched for one that breaks the same law as a corpus scenario, to shrink it.
SEEKING = 60

# The time that a scenario of the corpus takes, in units of a scenario of the family "everyday".
COST_OF_CORPUS = 4

# After this many everyday scenarios no more are drawn if the subject disagrees with the rule: then
# they can only repeat what is known, and the diagnosis has enough cases.
ENOUGH = 24

# Where a search ends early, more scenarios are drawn for a law that is broken only if none shows an
# effect: at most so many, until so many decide it. With fewer than the last number it is dropped.
CONFIRMING = 120
CONFIRMED = 6
FEWEST_CONFIRMED = 2

# For the families with the slowest scenarios, draw a minimum number, and one more scenario for each
# group of everyday scenarios, up to the number that the family requires.
FEWEST = 2
EVERYDAY_FOR_ONE_MORE = 5


@dataclass
class Examiner:
    """The examination of a subject.

    Args:
        examples: number of scenarios of the family "everyday"; other families have a share of it.
            With 0, only the corpus is used.
        seed: random seed of the scenarios.
        oracle: whether to compare with torch.
        share_cases: whether a finding is shown by the case of another one where that is possible.
        exhaustive: whether to draw all scenarios although the subject disagrees with the rule, and
            to test a broken law, and count it, on larger scenarios too.
        progress: called with the current activity and the fraction of ``examine`` that is done.
        executor: executes the parts with the same rule, subject, seed and ``exhaustive``; by
            default one after the other in this process.
        journal: gets every judgement that is counted, and may have some of an earlier run.
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
    progress: Progress = ignore_progress
    executor: Executor | None = None
    journal: Journal = field(default_factory=NoJournal)
    result: Examination = field(init=False, default_factory=lambda: Examination({}, {}))
    found_shape_change: bool = field(init=False, default=False)
    _drawn: int = field(init=False, default=0)
    _counts: Counter[str] = field(init=False, default_factory=Counter)
    _pending: deque[PendingScenario] = field(init=False, default_factory=deque)
    _unavailable: SubjectUnavailable | None = field(init=False, default=None)

    def run(self) -> Examination:
        """Run the examination."""
        self.examine()
        if self.shrink:
            self.shrink_all()
        return self.result

    def examine(self) -> Examination:
        """Test the laws on the corpus and on random scenarios, and shrink nothing."""
        subject = self.subject if self.oracle else WithoutOracle(self.subject)
        reasons = {n: one.not_applicable(self.rule, subject) for n, one in laws().items()}
        self.result = Examination(
            {n: Tally(laws()[n]) for n, reason in reasons.items() if not reason},
            {n: reason for n, reason in reasons.items() if reason},
        )
        with self._unless_unavailable():
            self._examine()
        return self.result

    def shrink_all(self, progress: Progress = ignore_progress) -> None:
        """Shrink each finding, unless the scenario of an earlier shrunk finding breaks its law."""
        if not self.result.interrupted:
            with self._unless_unavailable():
                self._finding_shrinker.shrink_all(self.result.tallies.values(), progress)

    @contextmanager
    def _unless_unavailable(self) -> Iterator[None]:
        try:
            yield
        except SubjectUnavailable as reason:
            self.result.interrupted = str(reason)

    @cached_property
    def _executor(self) -> Executor:
        return self.executor or InlineExecutor(
            SubjectJudge(self.rule, self.subject, self.seed, self.exhaustive)
        )

    @cached_property
    def _turns(self) -> LawTurns:
        return LawTurns(list(self.result.tallies.values()))

    def _examine(self) -> None:
        corpus, *drawn = self._families()
        scenarios = supported_scenarios(self.rule, self.subject.capabilities)
        random = drawn if self.examples else []
        costs = {family.name: self._budget(family) * family.cost for family in random}
        stages = Stages(self.progress, {CORPUS: len(scenarios) * COST_OF_CORPUS, **costs})
        progress = stages.start(CORPUS)
        for k, scenario in enumerate(scenarios):
            if not self._is_settled():
                progress("the corpus", k / len(scenarios))
                self._submit(corpus, scenario)
        for family in random:
            if not self._is_settled():
                self._search(family, stages.start(family.name))
        self._merge(0)
        self._pending.clear()
        self._executor.drop()
        if self._is_settled():
            self._confirm_absent_effects(random)

    def _confirm_absent_effects(self, random: Sequence[Family]) -> None:
        """Test the broken laws that need every case on further scenarios."""
        for tally in self.result.tallies.values():
            for family in random[:1] if tally.law.needs_every_case else ():
                if tally.broken and not self._is_confirmed(tally, tally.broken, family):
                    tally.broken = None

    def _is_confirmed(self, tally: Tally, finding: Finding, family: Family) -> bool:
        """Return whether further scenarios show no effect of the hyper-parameter of a finding."""
        about, confirmed = finding.evidence.about, 0

        def look(scenario: Scenario) -> bool:
            nonlocal confirmed
            test = (tally.law.id, tally.effective)
            evidence = self._executor.judge.judge(scenario, [test]).evidence.get(test)
            if evidence:
                tally.count(evidence)
                confirmed += evidence.is_broken and evidence.about == about
            return about in tally.effective or confirmed >= CONFIRMED

        find_scenario(family.scenarios, look, CONFIRMING, self.seed + 1)
        return about not in tally.effective and confirmed >= FEWEST_CONFIRMED

    def _families(self) -> list[Family]:
        """Return the corpus, whose findings are shrunk like 'everyday', and the random families."""
        drawn = families(self.rule, self.subject.capabilities)
        return [replace(drawn[0], name=CORPUS), *drawn]

    @property
    def _finding_shrinker(self) -> FindingShrinker:
        budgets = {family.name: self._budget(family) for family in self._families()}
        return FindingShrinker(self._executor, budgets, self.share_cases)

    def shrink_finding(self, finding: Finding) -> Finding:
        """Return a finding of the same law on the smallest scenario found within the budget."""
        return self._finding_shrinker.shrink(finding)

    def _budget(self, family: Family) -> int:
        if family.name == CORPUS:
            return SEEKING
        fewest = min(family.fewest, FEWEST + self.examples // EVERYDAY_FOR_ONE_MORE)
        return max(fewest, round(self.examples * family.share))

    def _search(self, family: Family, progress: Progress) -> None:
        # Hypothesis may test a scenario repeatedly, and must get the same result.
        enough: dict[bytes, bool] = {}
        budget = self._budget(family)

        def look(scenario: Scenario) -> bool:
            key = to_json(scenario)
            if key not in enough:
                progress(f"{family.name} scenarios", len(enough) / budget)
                self._submit(family, scenario)
                enough[key] = self._is_settled()
            return enough[key]

        find_scenario(family.scenarios, look, budget, self.seed)

    def _is_settled(self) -> bool:
        # Stop after a changed shape, because such arrays may grow beyond the memory.
        wrong = any(
            f.law.requirement == MUST and not f.law.needs_every_case for f in self.result.findings
        )
        return (
            self.found_shape_change
            or (self.stop_early and wrong)
            or (not self.exhaustive and self._drawn >= ENOUGH and self._disagrees())
        )

    def _disagrees(self) -> bool:
        """Whether the subject broke a law that compares it with the rule itself."""
        tallies = self.result.tallies.values()
        return any(t.broken for t in tallies if t.law.compares_with_rule)

    def _submit(self, family: Family, scenario: Scenario) -> None:
        """Have a scenario judged, and count the results that are there.

        The results are counted in the order of the scenarios, until nothing more is needed, so they
        do not depend on how many scenarios are judged at a time.
        """
        # Hypothesis repeats a scenario that raised an exception.
        if self._unavailable:
            raise self._unavailable
        count = self._counts[family.name]
        self._counts[family.name] += 1
        tests = self._turns.select(family, scenario, count, self._budget(family))
        known = self.journal.recall(family.name, scenario)
        job: Job[Judgement] = (
            self._executor.submit(SubjectJudge.judge, scenario, tests)
            if known is None
            else KnownJudgement(known)
        )
        self._pending.append(PendingScenario(family, scenario, count, job))
        self._merge(self._executor.lookahead)

    def _merge(self, left: int) -> None:
        """Count the results that are there, and wait until at most so many are not."""
        while self._pending and not self._is_settled():
            if len(self._pending) <= left and not self._pending[0].job.is_done:
                return
            try:
                self._count(self._pending.popleft())
            except SubjectUnavailable as reason:
                self._pending.clear()
                self._unavailable = reason
                raise

    def _count(self, judged: PendingScenario) -> None:
        scenario, judge, budget = judged.scenario, self._executor.judge, self._budget(judged.family)
        # What is known of the laws may have changed since the scenario was submitted.
        tests = self._turns.select(judged.family, scenario, judged.count, budget)
        job = judged.job
        judgement = job.result() if job.wait() else judge.judge(scenario, tests)
        if judgement.raised:
            self.result.raised.add(len(self.result.scenarios))
        self.result.scenarios.append(scenario)
        self._drawn += judged.family.name != CORPUS
        self.found_shape_change |= judgement.changed_shape
        for test in tests:
            tally = self.result.tallies[test[0]]
            if judgement.raised and not tally.law.judges_errors:
                continue
            needed = self.exhaustive or tally.law.needs_every_case
            if not needed and tally.would_keep_over(scenario):
                continue
            made = judgement.evidence
            if test not in made:
                made |= judge.judge(scenario, [test]).evidence
            if evidence := made.get(test):
                tally.count(evidence)
                if evidence.is_broken:
                    tally.keep_smaller(Finding(tally.law, judged.family.name, scenario, evidence))
                    judge.note_broken(tally.law.id, scenario)
        self.journal.record(judged.family.name, scenario, judgement)
