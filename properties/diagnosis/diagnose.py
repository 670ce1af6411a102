"""The search for candidates that explain the findings and the cases, best first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ..engine.detection import Limited
from ..engine.results import Examination, Finding
from ..laws import MUST, Trial
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..scenarios.transforms import without_hyper
from ..subjects.trajectory import Subject
from .beam_search import grown
from .candidate import Candidate
from .candidate_pool import both, other_rules, pairs, singles, transplants, unchanged
from .cases import Case, gathered
from .discriminate import separated
from .first_divergence import followed
from .hyper_candidates import declared_defaults, ignoring
from .hyper_fit import fits
from .residual.summary import described
from .rewrite import completed

# Number of cases in addition to those of the findings, of failing cases that every candidate is
# tested on first, and of pairs tested.
CASES = 40
FIRST = 8
PAIRS = 400

# Number of failing cases whose first deviating step is located.
LOCATED = 16

# Pairs are tested only if a failing case has at most this many steps times elements.
BRIEF = 64

# The fraction of the failing cases that a candidate must explain to be reported.
WORTH = 0.75

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Named:
    """A candidate and the number of cases that it explains."""

    candidate: Candidate
    cases: int


@dataclass(frozen=True)
class Diagnosis:
    """The candidates that explain the subject, best first, and the number of cases.

    ``residual`` describes the deviations in sentences where no candidate explains all of them.
    """

    named: tuple[Named, ...]
    of: int
    residual: tuple[str, ...] = ()


def diagnose(
    rule: Rule, subject: Subject, seen: Examination, progress: Progress = lambda what, part: None
) -> Diagnosis:
    """Search for candidates that explain the findings of an examination."""
    findings = [f for f in seen.findings if f.law.requirement == MUST] or seen.findings
    if not findings:
        return Diagnosis((), 0)
    progress("diagnosing the findings", 0.0)
    scenarios = list(_scenarios(rule, seen, findings, subject.abilities.required))
    cases = gathered(rule, subject, scenarios)
    decided = findings[0].law.requirement == MUST
    if decided and not any(case.broken for case in cases):
        cases = gathered(rule, subject, [*_led_on(rule, subject, findings), *scenarios])
    return _Search(rule, subject, findings, cases).run()


def _scenarios(
    rule: Rule, seen: Examination, findings: Sequence[Finding], required: Collection[str]
) -> Iterable[Scenario]:
    for finding in findings:
        omitted = finding.law.omitted_of(rule).difference(required)
        yield without_hyper(finding.scenario, omitted)
    yield from islice((s for s in seen.scenarios if s.steps <= CASES), CASES)


def _led_on(rule: Rule, subject: Subject, findings: Sequence[Finding]) -> Iterator[Scenario]:
    """Yield the scenarios that the laws derived, such as a run that is resumed half-way."""
    for finding in findings:
        trial = Trial(rule, subject, finding.scenario)
        finding.law.judge(trial)
        yield from trial.scenarios


def _simplest_first(found: Sequence[Candidate]) -> list[Candidate]:
    """Sort candidates of kind "hyper" by the length of their id, after all others in order."""
    return sorted(found, key=lambda c: len(c.id) if c.kind == "hyper" else 0)


@dataclass
class _Search:
    rule: Rule
    subject: Subject
    findings: Sequence[Finding]
    cases: Sequence[Case]

    def __post_init__(self) -> None:
        self.broken = [c for c in self.cases if c.broken]
        self.sound = [c for c in self.cases if not c.broken]

    def run(self) -> Diagnosis:
        """Search in stages: single changes, other rules, hyper-parameters, pairs, more changes."""
        alone = singles(self.rule)
        own = list(declared_defaults(self.rule, self.subject.abilities.defaults))
        elsewhere = transplants(self.rule)
        pieces = [*alone, *elsewhere, *own, *ignoring(self.rule)]
        for stage in (
            lambda: [*alone, *other_rules(self.rule)],
            lambda: [*elsewhere, *own],
            lambda: fits(self.rule, self.broken),
            lambda: islice(pairs(alone), self.pairs_tried()),
            lambda: self.grown(pieces),
        ):
            found = [c for c in stage() if self.is_it(c)]
            if found:
                left = separated(self.rule, self.subject, _simplest_first(found))
                return self.told(Named(c, len(self.cases)) for c in left)
        partly = self.partly([*alone, *other_rules(self.rule)])
        located = [followed(self.rule, self.subject, case) for case in self.broken[:LOCATED]]
        return self.told(partly, described(located, self.sound))

    def grown(self, pieces: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield combinations of several changes.

        Where one explains the runs but not every finding, also yield it with one more change.
        """
        for one in grown(pieces, self.cases):
            yield one
            unbroken = [f for f in self.findings if self.breaks(one, f) is False]
            for more in (both(one, other) for other in pieces if unbroken):
                if more and all(self.breaks(more, f) for f in unbroken):
                    yield more

    def pairs_tried(self) -> int:
        """Return the number of pairs to test: none where every failing case is large."""
        smallest = [c.scenario.steps * max(1, c.scenario.size) for c in self.broken[:1]]
        return PAIRS if any(size <= BRIEF for size in smallest) else 0

    def told(self, named: Iterable[Named], residual: Iterable[str] = ()) -> Diagnosis:
        return Diagnosis(tuple(named), len(self.cases), tuple(residual))

    def is_it(self, candidate: Candidate) -> bool:
        """Return whether the candidate agrees in all cases and breaks the same laws.

        It must explain most of the failing cases; in the others a deviation can be due to rounding
        that the change amplifies.
        """
        first, rest = self.broken[:FIRST], self.broken[FIRST:]
        return (
            all(candidate.explains(case) for case in first[:1])
            and all(candidate.allows(case) for case in first[1:])
            and self.breaks_them(candidate)
            and all(candidate.allows(case) for case in (*rest, *self.sound))
            and sum(map(candidate.comes_near, self.broken)) >= WORTH * len(self.broken)
        )

    def breaks_them(self, candidate: Candidate) -> bool:
        """Return whether the candidate breaks each law that the subject breaks.

        Laws that cannot be tested on the candidate are skipped; if that leaves none, there must be
        a failing case, which the candidate has to explain.
        """
        if candidate.kind in ("rule", "hyper"):
            return bool(self.broken)
        seen = [self.breaks(candidate, finding) for finding in self.findings]
        return all(broken in (True, None) for broken in seen) and (
            bool(self.broken) or any(broken for broken in seen)
        )

    def breaks(self, candidate: Candidate, finding: Finding) -> bool | None:
        """Return whether the candidate breaks the law of a finding; None if that is unknown.

        It is unknown where the law does not apply to the candidate, and where the claimed rule
        breaks the law too with the capabilities of the subject.
        """
        limited = Limited(candidate.subject, self.subject.abilities)
        if finding.law.not_applicable(self.rule, limited) or len(finding.scenario.groups) > 1:
            return None
        own = Limited(unchanged(self.rule).subject, self.subject.abilities)
        return self._broken_by(limited, finding) and (not self._broken_by(own, finding) or None)

    def _broken_by(self, subject: Subject, finding: Finding) -> bool:
        scenario = completed(self.rule, finding.scenario)
        evidence = finding.law.judge(Trial(self.rule, subject, scenario))
        return evidence is not None and evidence.broken

    def partly(self, candidates: Sequence[Candidate]) -> list[Named]:
        """Return the candidate that explains most failing cases, if it explains enough of them.

        It must explain most of the other cases as well, in which the subject follows the rule.
        """
        tried = self.broken[:FIRST]
        counted = [Named(c, sum(c.explains(case) for case in tried)) for c in candidates]
        best = max(counted, key=lambda n: n.cases, default=None)
        if best is None or not tried or best.cases < WORTH * len(tried):
            return []
        of_broken = sum(best.candidate.explains(c) for c in self.broken)
        of_sound = sum(best.candidate.explains(c) for c in self.sound)
        if of_broken < WORTH * len(self.broken) or of_sound < WORTH * len(self.sound):
            return []
        return [Named(best.candidate, of_broken + of_sound)]
