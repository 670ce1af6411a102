"""Whether a candidate explains the cases of a subject and breaks the laws that it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...engine.results import Finding
from ...laws import Trial
from ...rules.registry import Rule
from ...subjects.restricted_subject import RestrictedSubject
from ...subjects.trajectory import Subject
from ..candidates.candidate import Candidate, RewrittenSubject
from ..candidates.candidate_pool import candidate_from_rule, laws_broken_by
from ..candidates.cases import Case
from ..candidates.one_edit import SCREENED, is_screenable
from ..candidates.rewrite import write_declared_defaults
from .discriminate import agrees_in_own_scenarios
from .partial import FIRST, WORTH


@dataclass
class Matching:
    """The cases and findings of a subject, which candidates are compared with.

    Attributes:
        runs: those of the cases in which a mutant must have the numbers of the subject also where
            it has no bounds, as after a division by 0.
        unbroken_laws: ids of laws that hold for the subject, which no explanation may break.
        near: the candidates that were compared and explain the first failing cases.
    """

    rule: Rule
    subject: Subject
    findings: Sequence[Finding]
    cases: Sequence[Case]
    unbroken_laws: frozenset[str] = frozenset()
    runs: Sequence[Case] = ()
    near: list[Candidate] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.broken = [c for c in self.cases if c.is_broken]
        self.sound = [c for c in self.cases if not c.is_broken]

    def begins_like(self, other: Matching) -> bool:
        """Return whether candidates are screened by the same failing cases."""
        mine, theirs = (
            [*search.broken[:FIRST], *filter(is_screenable, search.broken)][: FIRST + SCREENED]
            for search in (self, other)
        )
        return list(map(id, mine)) == list(map(id, theirs))

    def matches_all_cases(self, candidate: Candidate) -> bool:
        """Return whether the candidate agrees in all cases and breaks the same laws.

        It must explain most of the failing cases; in the others a deviation can be due to rounding
        that the change amplifies.
        """
        first, rest = self.broken[:FIRST], self.broken[FIRST:]
        is_near = (
            self.unbroken_laws.isdisjoint(laws_broken_by(candidate))
            and all(candidate.explains(case) for case in first[:1])
            and all(candidate.agrees_in(case) for case in first[1:])
        )
        if is_near:
            self.near.append(candidate)
        return (
            is_near
            and self.breaks_same_laws(candidate)
            and all(candidate.agrees_in(case) for case in (*rest, *self.sound))
            and sum(map(candidate.comes_near, self.broken)) >= WORTH * len(self.broken)
            and (candidate.kind != "mutant" or self._has_numbers(candidate))
            and agrees_in_own_scenarios(self.rule, self.subject, candidate)
        )

    def _has_numbers(self, candidate: Candidate) -> bool:
        """Return whether a candidate has the subject's numbers also where it has no bounds.

        In the runs of many steps it must; elsewhere, rounding may be amplified in few cases.
        """
        exact = [case for case in self.cases if case.scenario.dtype == "float64"]
        return all(map(candidate.has_numbers_in, self.runs)) and sum(
            map(candidate.has_numbers_in, exact)
        ) >= WORTH * len(exact)

    def breaks_same_laws(self, candidate: Candidate) -> bool:
        """Return whether the candidate breaks each law that the subject breaks.

        Laws that cannot be tested on the candidate are skipped; if that leaves none, there must be
        a failing case, which the candidate has to explain.
        """
        if candidate.kind in ("rule", "hyper"):
            return bool(self.broken)
        seen = [self.breaks_law(candidate, finding) for finding in self.findings]
        return all(broken in (True, None) for broken in seen) and (
            bool(self.broken) or any(broken for broken in seen)
        )

    def breaks_law(self, candidate: Candidate, finding: Finding) -> bool | None:
        """Return whether the candidate breaks the law of a finding; None if that is unknown.

        It is unknown where the law does not apply to the candidate, and where the claimed rule
        breaks the law too with the capabilities of the subject.
        """
        itself = RewrittenSubject(candidate) if candidate.kind == "mutant" else candidate.subject
        limited = RestrictedSubject(itself, self.subject.capabilities)
        if finding.law.not_applicable(self.rule, limited) or len(finding.scenario.groups) > 1:
            return None
        own = RestrictedSubject(candidate_from_rule(self.rule).subject, self.subject.capabilities)
        return self._broken_by(limited, finding) and (not self._broken_by(own, finding) or None)

    def _broken_by(self, subject: Subject, finding: Finding) -> bool:
        scenario = write_declared_defaults(self.rule, finding.scenario)
        evidence = finding.law.judge(Trial(self.rule, subject, scenario))
        return evidence is not None and evidence.is_broken
