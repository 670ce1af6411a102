"""Puts a subject through generated scenarios, holds every law to each, and shrinks what breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hypothesis import Phase

from .corpus import fitting
from .evidence import Evidence, misshapen
from .laws import MUST, Law, Trial, laws
from .reductions import cost, reduced
from .rules import Rule
from .sampling import SeenEnough, look_at
from .scenario import Scenario, to_json
from .strategies import Family, families
from .trajectory import Abilities, Raised, Subject, Trajectory

# The laws that say something of a scenario in which the subject raised.
OF_RAISING = {"runs", "edges"}

# What shrinking one finding may cost, and dropping parameters, events and elements afterwards.
SHRINKING = 400
SHRINKING_ADVICE = 100
REDUCING = 300

# Every law walks through a scenario again: those of more steps are for the laws that need many.
BRIEF = 12
OF_MANY_STEPS = frozenset({"runs", "edges", "agreement", "resume", "scaling", "torch-agreement"})

# The scenarios that come first, chosen and not drawn.
CORPUS = "corpus"

# Scenarios among which one like a finding of the corpus is sought, to be shrunk.
SEEKING = 60

# Of the kinds of scenario that take longest, a few are drawn in any case, and one more for so many
# everyday ones, up to the number that the kind asks for.
FEWEST = 2
EVERYDAY_FOR_ONE_MORE = 10

# Nothing is simpler than one step of one element, but its numbers may be: those are tried too.
SMALLEST = (1, 1, 1, 0)


@dataclass
class Tally:
    """What one law saw in all scenarios."""

    law: Law
    cases: int = 0
    decided: int = 0
    undecided: int = 0
    worst: float = 0.0
    broken: Finding | None = None

    def count(self, evidence: Evidence) -> None:
        """Add the evidence of one scenario."""
        self.cases += 1
        self.decided += evidence.decided
        self.undecided += evidence.undecided
        self.worst = max(self.worst, evidence.ratio)

    def would_keep_over(self, scenario: Scenario) -> bool:
        """Whether a finding is kept already, on a scenario that is no larger than this one."""
        return self.broken is not None and _extent(self.broken.scenario) <= _extent(scenario)

    def keep_smaller(self, finding: Finding) -> None:
        """Keep the finding if it is the first, or on a smaller scenario than the one kept."""
        if not self.would_keep_over(finding.scenario):
            self.broken = finding


@dataclass(frozen=True)
class Finding:
    """A broken law with a scenario that shows it."""

    law: Law
    family: str
    scenario: Scenario
    evidence: Evidence


@dataclass
class Examination:
    """Everything that was seen."""

    tallies: dict[str, Tally]
    not_applicable: dict[str, str]
    scenarios: list[Scenario] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many scenarios there were."""
        return len(self.scenarios)

    @property
    def findings(self) -> list[Finding]:
        """The broken laws, in the order of the laws."""
        return [t.broken for t in self.tallies.values() if t.broken]


@dataclass(frozen=True)
class Explained:
    """A finding, and the other laws that its scenario breaks as well."""

    finding: Finding
    also: tuple[str, ...]

    @property
    def requirement(self) -> str:
        """Of the strongest law that the scenario breaks."""
        return self.finding.law.requirement


def explained(findings: list[Finding]) -> list[Explained]:
    """Findings on one scenario are one; those that explain the most laws come first.

    Where a law that decides the verdict and one that does not are broken by one scenario, the
    finding is told under the first.
    """
    together: dict[bytes, list[Finding]] = {}
    for finding in findings:
        together.setdefault(to_json(finding.scenario), []).append(finding)
    found = []
    for same in together.values():
        first, *others = sorted(same, key=lambda f: f.law.requirement != MUST)
        found.append(Explained(first, tuple(f.law.id for f in others)))
    return sorted(found, key=lambda e: (e.requirement != MUST, -len(e.also)))


Progress = Callable[[str, float], None]


@dataclass
class Examiner:
    """One subject's examination.

    Args:
        examples: scenarios of the everyday family; the other families have their share of it. With
            none, the corpus alone is looked at.
        seed: of the random numbers behind the scenarios; the same seed gives the same scenarios.
        oracle: whether torch is there to compare with.
        exhaustive: whether a law that is broken is held to larger scenarios too, and so counted.
        progress: called with what is being done and the part of it that is done.
    """

    rule: Rule
    subject: Subject
    examples: int = 100
    seed: int = 0
    oracle: bool = False
    shrink: bool = True
    stop_early: bool = False
    exhaustive: bool = True
    progress: Progress = lambda what, part: None
    result: Examination = field(init=False)
    misshapen: bool = field(init=False, default=False)

    def run(self) -> Examination:
        """Examine the subject."""
        subject = self.subject if self.oracle else _WithoutOracle(self.subject)
        reasons = {n: one.not_applicable(self.rule, subject) for n, one in laws().items()}
        self.result = Examination(
            {n: Tally(laws()[n]) for n, reason in reasons.items() if not reason},
            {n: reason for n, reason in reasons.items() if reason},
        )
        corpus, *drawn = self._families()
        for scenario in fitting(self.rule, self.subject.abilities):
            if not self._enough():
                self.progress("the corpus", 0.0)
                self._judge_all(corpus, scenario)
        for family in drawn if self.examples else ():
            if not self._enough():
                self._search(family)
        if self.shrink:
            self._shrink_all()
        return self.result

    def _families(self) -> list[Family]:
        """The corpus, whose findings shrink as everyday scenarios, and what is drawn at random."""
        drawn = families(self.rule, self.subject.abilities)
        return [Family(CORPUS, 1.0, drawn[0].scenarios), *drawn]

    def _shrink_all(self) -> None:
        """Shrink each finding, unless the small scenario of an earlier one shows it too."""
        small: list[Finding] = []
        for tally in self.result.tallies.values():
            if tally.broken:
                self.progress(f"shrinking {tally.law.id}", 0.0)
                tally.broken = self._shown_by(small, tally.broken) or self.shrunk(tally.broken)
                small.append(tally.broken)

    def _shown_by(self, small: list[Finding], finding: Finding) -> Finding | None:
        for other in small:
            evidence = self._broken(finding.law, other.scenario)
            if evidence:
                return Finding(finding.law, other.family, other.scenario, evidence)
        return None

    def _budget(self, family: Family) -> int:
        if family.name == CORPUS:
            return SEEKING
        fewest = min(family.fewest, FEWEST + self.examples // EVERYDAY_FOR_ONE_MORE)
        return max(fewest, round(self.examples * family.share))

    def _search(self, family: Family) -> None:
        # Hypothesis asks again about a scenario now and then, and must get the same answer.
        enough: dict[bytes, bool] = {}
        budget = self._budget(family)

        def look(scenario: Scenario) -> bool:
            key = to_json(scenario)
            if key not in enough:
                self.progress(f"{family.name} scenarios", min(1.0, len(enough) / budget))
                self._judge_all(family, scenario)
                enough[key] = self._enough()
            return enough[key]

        look_at(family.scenarios, look, budget, self.seed)

    def _enough(self) -> bool:
        # Arrays that have outgrown their shape may outgrow any memory.
        wrong = any(f.law.requirement == MUST for f in self.result.findings)
        return self.misshapen or (self.stop_early and wrong)

    def _judge_all(self, family: Family, scenario: Scenario) -> None:
        trial = Trial(self.rule, self.subject, scenario)
        self.result.scenarios.append(scenario)
        outcome = trial.outcome(scenario)
        dead = isinstance(outcome, Raised)
        self.misshapen = self.misshapen or (
            isinstance(outcome, Trajectory) and bool(misshapen(scenario, outcome))
        )
        for tally in self._tallies(family, scenario):
            if dead and tally.law.id not in OF_RAISING:
                continue
            if not self.exhaustive and tally.would_keep_over(scenario):
                continue
            evidence = tally.law.judge(trial)
            if evidence is None:
                continue
            tally.count(evidence)
            if evidence.broken:
                tally.keep_smaller(Finding(tally.law, family.name, scenario, evidence))

    def _tallies(self, family: Family, scenario: Scenario) -> Iterable[Tally]:
        """The laws that a scenario is held to: one of many steps, to those that need many."""
        wanted = family.laws or (OF_MANY_STEPS if scenario.steps > BRIEF else None)
        return [t for n, t in self.result.tallies.items() if wanted is None or n in wanted]

    def shrunk(self, finding: Finding) -> Finding:
        """The same law broken on the smallest scenario that Hypothesis can find in bounded time."""
        family = next(f for f in self._families() if f.name == finding.family)
        # What is drawn before the finding itself was seen before: larger, or not broken.
        best, spent, reached = finding, 0, finding.family == CORPUS
        known: dict[bytes, bool] = {}
        budget = SHRINKING if finding.law.requirement == MUST else SHRINKING_ADVICE
        start = to_json(finding.scenario)

        def still_broken(scenario: Scenario) -> bool:
            nonlocal best, spent, reached
            key = to_json(scenario)
            reached = reached or key == start
            if not reached:
                known[key] = False
            if key not in known:
                spent += cost(scenario)
                if spent > budget or _extent(best.scenario) <= SMALLEST:
                    raise SeenEnough
                evidence = self._broken(finding.law, scenario)
                known[key] = evidence is not None
                if evidence:
                    best = Finding(finding.law, finding.family, scenario, evidence)
            return known[key]

        phases = [Phase.generate, Phase.shrink]
        look_at(family.scenarios, still_broken, self._budget(family), self.seed, phases)
        return self._reduced(best)

    def _reduced(self, finding: Finding) -> Finding:
        law = finding.law
        scenario = reduced(finding.scenario, lambda s: bool(self._broken(law, s)), REDUCING)
        evidence = self._broken(law, scenario) or finding.evidence
        return Finding(law, finding.family, scenario, evidence)

    def _broken(self, law: Law, scenario: Scenario) -> Evidence | None:
        trial = Trial(self.rule, self.subject, scenario)
        if law.id not in OF_RAISING and isinstance(trial.outcome(scenario), Raised):
            return None
        evidence = law.judge(trial)
        return evidence if evidence and evidence.broken else None


def _extent(scenario: Scenario) -> tuple[int, int, int, int]:
    """How large a scenario is: steps times elements, steps, parameters, events."""
    return (
        scenario.steps * max(1, scenario.size),
        scenario.steps,
        len(scenario.parameters),
        len(scenario.events),
    )


class _WithoutOracle:
    """The subject as the laws see it where torch is not installed."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.name = subject.name
        self.run = subject.run

    @property
    def abilities(self) -> Abilities:
        given = self.subject.abilities
        lacks = {**given.lacks, "torch": "torch is not installed"}
        return Abilities(given.hyper, given.settable, given.required, lacks)
