"""The explanations that a diagnosis has so far, and the findings that they account for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..engine.attribution import AttributedFinding
from ..engine.results import Examination, Finding
from ..laws import MUST
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import Subject
from .candidates.candidate import Candidate
from .candidates.cases import Case
from .contract import ContractName, ContractSearch, as_reported
from .hypotheses.features import Feature, features_of
from .hypotheses.judging import is_broken_by, is_caused_by
from .hypotheses.observed_violations import observations
from .hypotheses.raised_values import name_raised_value
from .layered_diagnosis import Explanation, Layer, LayeredDiagnosis
from .search.diagnose import Progress
from .search.results import Diagnosis, RankedCandidate

# The law that a step which raises an exception breaks.
RAISED = "runs"


@dataclass
class ExplainedFindings:
    """Explanations of the findings of an examination, and what each accounts for."""

    rule: Rule
    subject: Subject
    result: Examination
    progress: Progress
    explanations: list[Explanation] = field(default_factory=list)
    residual: list[str] = field(default_factory=list)
    findings: list[AttributedFinding] = field(default_factory=list)
    is_random: bool = False

    def as_diagnosis(self, plain: Sequence[Case]) -> LayeredDiagnosis:
        """Return what was explained, with what the plain cases say about the formula."""
        return LayeredDiagnosis(
            tuple(self.explanations),
            tuple(self.residual),
            tuple(self.findings),
            self.is_random,
            is_formula_right=bool(plain) and not any(case.is_broken for case in plain),
        )

    def add_explanations(
        self, ranked: Sequence[RankedCandidate], of: Diagnosis, plain: Sequence[Case]
    ) -> None:
        """Add candidates that the cases do not distinguish."""
        layer: Layer = "formula" if any(case.is_broken for case in plain) else "contract"
        # Some changes are both a pitfall and a dialect.
        unique: dict[tuple[str, object], RankedCandidate] = {}
        for one in ranked:
            unique.setdefault((one.candidate.name, one.candidate.edits or one.candidate.id), one)
        for k, one in enumerate(unique.values()):
            same = ranked[0].candidate.id if k else ""
            self.explanations.append(
                Explanation(one.candidate, layer, one.cases, of.total_cases, same)
            )

    def explain_contract(
        self,
        formula: Candidate | None,
        rule: Rule,
        findings: Sequence[Finding],
        scenarios: Sequence[Scenario],
    ) -> None:
        """Name the findings about each kind of event apart."""
        search = ContractSearch(self.rule, formula, rule, self.subject, scenarios)
        self.explain_violations(search, rule, findings)
        of_kind: dict[tuple[Feature, frozenset[str]], list[Finding]] = {}
        for f in findings:
            about = search.features_for(f) if f.law.requirement == MUST else None
            if about is not None:
                of_kind.setdefault(about, []).append(f)
        names: dict[str, ContractName] = {}
        # What takes few features to show is named first, because it may explain the others.
        for (feature, kept), group in sorted(of_kind.items(), key=lambda item: len(item[0][1])):
            left = [f for f in group if not self.is_kept(f)]
            name = search.name_findings(feature, kept, left) if left else None
            if name is None:
                continue
            reported = as_reported(name_said_before(names, name), self.rule, formula)
            if reported.id not in {e.candidate.id for e in self.explanations}:
                self.explanations.append(Explanation(reported, "contract", name.cases, name.cases))
            self.attribute(name, reported.id, rule, left, findings)
            self.replace_names(names, name, reported.id, rule)
            names.setdefault(reported.id, name)
        self.explanations = sort_by_severity(self.explanations, names)

    def replace_names(
        self, names: Mapping[str, ContractName], new: ContractName, reported: str, rule: Rule
    ) -> None:
        """Attribute to a new hypothesis what earlier names account for, if it does so too.

        Few kinds of events may not tell one hypothesis from another. A dialect stays.
        """
        for earlier, name in names.items():
            own = [one for one in self.findings if one.explained_by == earlier]
            is_other = earlier != reported and name.candidate.kind != "dialect"
            if (
                is_other
                and new.hypothesis is not None
                and all(self.accounts_for(new, rule, one.finding) for one in own)
            ):
                kept = [one for one in self.findings if one.explained_by != earlier]
                self.findings = kept + [replace(one, explained_by=reported) for one in own]
                self.explanations = [
                    one for one in self.explanations if one.candidate.id != earlier
                ]

    def explain_violations(
        self, search: ContractSearch, rule: Rule, findings: Sequence[Finding]
    ) -> None:
        """Name what laws see directly, where the parameters have the values of the formula."""
        left = [f for f in findings if f.law.requirement == MUST and not self.is_kept(f)]
        for observation, about in observations(left):
            cases = search.cases.gather(observation.kept, about)
            if cases and not any(case.is_broken for case in cases):
                named = observation.as_candidate(self.rule)
                self.explanations.append(Explanation(named, "contract", len(cases), len(cases)))
                self.findings += [AttributedFinding(f, rule, named.id) for f in about]
        raised = [f for f in left if f.law.id == RAISED and not features_of(f.scenario)]
        for f in raised:
            cases = search.cases.gather(frozenset(), [f])
            candidate = name_raised_value(self.rule, cases)
            if candidate is not None:
                self.explanations.append(Explanation(candidate, "contract", len(cases), len(cases)))
                self.findings.append(AttributedFinding(f, rule, candidate.id))

    def attribute(
        self,
        name: ContractName,
        reported: str,
        rule: Rule,
        of_kind: Sequence[Finding],
        findings: Sequence[Finding],
    ) -> None:
        """Attribute findings to a name: those of its kind, and others that it breaks too."""
        for f in findings:
            if not self.is_kept(f) and (f in of_kind or self.accounts_for(name, rule, f)):
                self.findings.append(AttributedFinding(f, rule, reported))

    def accounts_for(self, name: ContractName, rule: Rule, finding: Finding) -> bool:
        if name.hypothesis is not None:
            return is_caused_by(name.hypothesis, rule, self.subject, finding)
        return is_broken_by(name.applied, rule, self.subject, finding)

    def is_kept(self, finding: Finding) -> bool:
        return any(one.finding is finding for one in self.findings)

    def keep(self, finding: Finding, rule: Rule) -> None:
        """Keep a finding that nothing explains."""
        if not self.is_kept(finding):
            self.findings.append(AttributedFinding(finding, rule))

    def keep_others(self, findings: Iterable[Finding]) -> None:
        for f in findings:
            self.keep(f, self.rule)

    def are_kept(self, findings: Sequence[Finding]) -> bool:
        """Whether there are findings of MUST laws, and all of them are explained."""
        deciding = [f for f in findings if f.law.requirement == MUST]
        return bool(deciding) and all(map(self.is_kept, deciding))


def sort_by_severity(
    explanations: Sequence[Explanation], names: Mapping[str, ContractName]
) -> list[Explanation]:
    """Return the explanations with those of exceptions last, and of these, those of closures.

    An exception is seen; wrong numbers are not.
    """
    raising = {reported for reported, name in names.items() if name.raises}
    closures = {reported for reported, name in names.items() if name.is_about_closures}
    return sorted(
        explanations, key=lambda e: (e.candidate.id in raising, e.candidate.id in closures)
    )


def name_said_before(names: Mapping[str, ContractName], new: ContractName) -> ContractName:
    """Return the earlier name that says the same as a new one, else the new one."""
    same = (one for one in names.values() if one.has_joint_count and new.has_joint_count)
    return next(same, new)
