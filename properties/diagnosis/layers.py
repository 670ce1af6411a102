"""The diagnosis in two layers: first the formula, then each kind of event apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..engine.attribution import AttributedFinding
from ..engine.examiner import Examiner
from ..engine.results import Examination, Finding
from ..engine.shrinking import REDUCING
from ..generation.reduction import reduce_scenario
from ..laws import INFO, MUST, Trial, laws
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import Subject, SubjectUnavailable
from .candidates.candidate import Candidate
from .candidates.cases import CASES, Case, gather_cases
from .explained_findings import ExplainedFindings
from .findings_of_instances import explain_by_instances
from .formula_search import AGREEMENT, FormulaSearch
from .hypotheses.evaluation_hypotheses import evaluation_hypotheses
from .hypotheses.formula import (
    drop_foreign,
    largest_ratio,
    plain_scenarios,
    rule_as_found,
    say_formula,
)
from .hypotheses.joint_counts import is_joint_count_refuted
from .hypotheses.judging import holds_for, is_broken_by, is_caused_by
from .hypotheses.shared_value_hypotheses import shared_value_hypotheses
from .layered_diagnosis import Explanation, LayeredDiagnosis
from .search.determinism import describe_nondeterminism
from .search.diagnose import Progress, diagnose
from .search.results import Diagnosis, RankedCandidate
from .search.shared_instances import may_share_instances
from .search.whole_hypotheses import find_whole_hypothesis

# Number of random scenarios of the main family on which the named formula is examined.
EXAMPLES = 16

# A deviation from the formula as found must exceed the largest one in plain cases by this factor:
# an edit of a rule has no allowances for other orders of operations.
BEYOND = 8.0


def diagnose_layers(
    rule: Rule, subject: Subject, result: Examination, progress: Progress = lambda what, part: None
) -> LayeredDiagnosis:
    """Explain the findings of an examination. Notes alone need no explanation."""
    found = tuple(AttributedFinding(f, rule) for f in result.findings)
    if all(f.law.requirement == INFO for f in result.findings):
        return LayeredDiagnosis(findings=found)
    progress("diagnosing the findings", 0.0)
    try:
        return Layers(rule, subject, result, progress).run()
    except SubjectUnavailable:
        return LayeredDiagnosis(findings=found)


class Layers(ExplainedFindings):
    """The diagnosis of one examination in two layers."""

    def run(self) -> LayeredDiagnosis:
        """Return the explanations and what each accounts for."""
        shown = [f.scenario for f in self.result.findings]
        is_random = bool(describe_nondeterminism(self.subject, shown))
        if is_random or may_share_instances(self.subject, self.result.findings):
            fresh_plain = explain_by_instances(self)
            if fresh_plain is not None:
                return self.as_diagnosis(fresh_plain)
        if is_random:
            whole = diagnose(self.rule, self.subject, self.result, self.progress)
            if whole.is_random:
                found = tuple(AttributedFinding(f, self.rule) for f in self.result.findings)
                return LayeredDiagnosis((), whole.residual, found, is_random=True)
        wrong = [f for f in self.result.findings if f.law.requirement == MUST]
        plain = self.gather_plain_cases(wrong)
        if any(case.is_broken for case in plain) and self.explain_by_every_step(plain):
            return self.as_diagnosis(plain)
        search = FormulaSearch(self.rule, self.subject, plain)
        chosen = self.choose(search.find())
        again = self.examine_by(chosen)
        others = search.find_others(chosen, again) if again else chosen
        if others is not chosen:
            chosen = self.choose(others)
            again = self.examine_by(chosen)
        self.residual += search.residual
        plain = search.plain
        if again:
            self.explain_formula(chosen, plain, again)
        else:
            self.explain_whole(plain, search.named)
        return self.as_diagnosis(plain)

    def gather_plain_cases(self, findings: Sequence[Finding]) -> list[Case]:
        scenarios = [*(f.scenario for f in findings), *self.result.scenarios]
        plain = plain_scenarios(scenarios, self.subject.capabilities)
        return gather_cases(self.rule, self.subject, plain) if findings else []

    def explain_by_every_step(self, plain: Sequence[Case]) -> bool:
        """Explain all cases by what happens to the state or the count at every step, if it does."""
        found = find_whole_hypothesis(self.rule, self.subject, plain, self.result.scenarios)
        if found is None:
            return False
        named = found.as_candidate(self.rule)
        self.explanations.append(Explanation(named, "contract", len(plain), len(plain)))
        for f in self.result.findings:
            if is_caused_by(found, self.rule, self.subject, f):
                self.findings.append(AttributedFinding(f, self.rule, named.id))
        self.keep_others(self.result.findings)
        return True

    def choose(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates that also explain most of the cases that are not plain."""
        left = drop_foreign(candidates, self.subject.capabilities)
        if len(left) < 2:
            return left
        cases = gather_cases(self.rule, self.subject, self.result.scenarios[:CASES])
        counts = [sum(c.agrees_in(case) for case in cases) for c in left]
        return [c for c, count in zip(left, counts, strict=True) if count == max(counts)]

    def examine_by(self, candidates: Sequence[Candidate]) -> Examination | None:
        """Examine the subject by the first of some changes of the rule, if there are any."""
        return self.examine(rule_as_found(self.rule, candidates[0])) if candidates else None

    def explain_formula(
        self, candidates: Sequence[Candidate], plain: Sequence[Case], again: Examination
    ) -> None:
        """Take the formula as declared, and explain the contract against it.

        Args:
            candidates: the formula, and others that the cases do not distinguish from it.
            plain: the cases of plain steps.
            again: the examination by the formula.
        """
        formula = candidates[0]
        for one in candidates:
            same = "" if one is formula else formula.id
            self.explanations.append(Explanation(one, "formula", len(plain), len(plain), same))
        found = rule_as_found(self.rule, formula)
        slack = BEYOND * max(1.0, largest_ratio(found, plain))
        contract = [
            say_formula(f)
            for f in again.findings
            if f.evidence.ratio > slack and not is_broken_by(formula, found, self.subject, f)
        ]
        for f in self.result.findings:
            if self.is_explained(formula, found, f):
                self.findings.append(AttributedFinding(f, self.rule, formula.id))
        if not any(one.explained_by == formula.id for one in self.findings):
            self.findings += self.show_formula(formula, found, plain)
        seen = {f.law.id for f in contract}
        contract += [
            self.judge_again(f, found)
            for f in self.result.findings
            if not self.is_kept(f) and f.law.id not in seen
        ]
        scenarios = (*again.scenarios, *self.result.scenarios)
        self.explain_contract(formula, found, contract, scenarios)
        for f in contract:
            self.keep(f, found)

    def show_formula(
        self, formula: Candidate, found: Rule, plain: Sequence[Case]
    ) -> Iterator[AttributedFinding]:
        """Yield a finding about the formula alone, where those of the examination show more.

        The scenario in which a law fails first, and to which it is shrunk, may show a defect of the
        contract.
        """
        law, family = laws()[AGREEMENT], self.result.findings[0].family

        def judge(scenario: Scenario) -> Finding | None:
            evidence = law.judge(Trial(self.rule, self.subject, scenario))
            is_shown = evidence is not None and evidence.is_broken
            finding = Finding(law, family, scenario, evidence) if evidence and is_shown else None
            return finding if finding and holds_for(found, self.subject, finding) else None

        first = next((case.scenario for case in plain if case.is_broken), None)
        if first is None or judge(first) is None:
            return
        shown = judge(reduce_scenario(first, lambda s: judge(s) is not None, REDUCING))
        if shown:
            yield AttributedFinding(shown, self.rule, formula.id)

    def judge_again(self, finding: Finding, rule: Rule) -> Finding:
        """Return a finding with the evidence of the formula as found, if its law fails by that."""
        evidence = finding.law.judge(Trial(rule, self.subject, finding.scenario, finding.effective))
        broken = evidence is not None and evidence.is_broken
        return say_formula(replace(finding, evidence=evidence)) if evidence and broken else finding

    def examine(self, rule: Rule) -> Examination:
        """Examine the subject with a case of its own for each finding."""
        self.progress("examining the contract", 0.0)
        return Examiner(rule, self.subject, examples=EXAMPLES, seed=1, share_cases=False).run()

    def is_explained(self, formula: Candidate, found: Rule, finding: Finding) -> bool:
        return is_broken_by(formula, self.rule, self.subject, finding) or holds_for(
            found, self.subject, finding
        )

    def explain_whole(self, plain: Sequence[Case], named: Diagnosis) -> None:
        """Explain all cases by one change, else each kind of event apart, else by several.

        Where no plain case deviates, the formula is right: uncatalogued changes and combinations
        are searched only if the events do not explain everything. Advice alone is not worth a
        second examination.
        """
        formula_is_right = not any(case.is_broken for case in plain)
        is_advice = all(f.law.requirement != MUST for f in self.result.findings)
        only_known = formula_is_right and not is_advice
        if only_known and self.explain_by_hypotheses():
            return
        # What explains all cases explains the plain ones, which have been searched.
        whole = self.diagnose(only_known or not (formula_is_right or is_advice))
        if self.is_random or self.explain_by_one(whole, plain):
            return
        if not formula_is_right and not whole.is_complete:
            # Without a formula, nothing can be said about events.
            self.residual += named.residual
            self.add_explanations(named.ranked, named, plain)
            self.keep_others(self.result.findings)
            return
        apart = self.result.findings if is_advice else self.explain_apart()
        if not self.are_kept(apart):
            whole = self.diagnose() if only_known else whole
            if whole.is_random or self.explain_by_several(whole, plain):
                return
        self.keep_others(apart)

    def diagnose(self, only_known: bool = False) -> Diagnosis:
        """Search for one change that explains all cases."""
        whole = diagnose(self.rule, self.subject, self.result, self.progress, only_known)
        kept = [
            one
            for one in whole.ranked
            if not is_joint_count_refuted(one.candidate, self.rule, self.subject)
        ]
        whole = replace(whole, ranked=tuple(kept))
        if whole.is_random:
            self.residual += whole.residual
            self.is_random = True
            self.keep_others(self.result.findings)
        return whole

    def explain_by_one(self, whole: Diagnosis, plain: Sequence[Case]) -> bool:
        """Explain all cases by one change; return False if none does."""
        complete = whole.complete
        if not complete or complete[0].candidate.is_combination:
            return False
        self.explain_by(complete, whole, plain)
        return True

    def explain_by_hypotheses(self) -> bool:
        """Explain findings by what shared values and evaluation mode are taken for, if they are.

        Plain steps of one parameter do not show it. It is tried before the changes of the
        catalogues: the ones about several parameters may raise the same exception as the subject,
        and another rule may have the same steps.
        """
        known = (*shared_value_hypotheses(self.rule), *evaluation_hypotheses(self.rule))
        names = {one.id for one in known}
        if not names:
            return False
        apart = self.explain_apart()
        if names.isdisjoint(e.candidate.id for e in self.explanations):
            self.explanations, self.findings = [], []
            return False
        self.keep_others(apart)
        return True

    def explain_apart(self) -> list[Finding]:
        """Explain each kind of event apart, and return all findings."""
        again = self.examine(self.rule)
        seen = {f.law.id for f in again.findings}
        apart = [*again.findings, *(f for f in self.result.findings if f.law.id not in seen)]
        scenarios = (*again.scenarios, *self.result.scenarios)
        self.explain_contract(None, self.rule, apart, scenarios)
        return apart

    def explain_by_several(self, whole: Diagnosis, plain: Sequence[Case]) -> bool:
        """Explain what events do not: by candidates for all cases, or for part of them.

        Returns:
            Whether candidates explain all cases. Then the findings are those of the first
            examination, each of them once, with or without an explanation.
        """
        if whole.complete:
            self.explanations, self.findings = [], []
            self.explain_by(whole.complete, whole, plain)
            return True
        if self.explanations:
            # A description of all deviations would include those that events explain.
            return False
        self.residual += whole.residual
        self.add_explanations(whole.ranked, whole, plain)
        return False

    def explain_by(
        self, complete: Sequence[RankedCandidate], whole: Diagnosis, plain: Sequence[Case]
    ) -> None:
        """Explain all cases by candidates that the cases do not distinguish.

        Findings that show in no case, such as those about arguments, are then named apart.
        """
        left = drop_foreign([n.candidate for n in complete], self.subject.capabilities)
        chosen = [n for n in complete if n.candidate in left]
        self.add_explanations(chosen, whole, plain)
        first = chosen[0].candidate
        found = rule_as_found(self.rule, first)
        over = []
        for f in self.result.findings:
            if self.is_explained(first, found, f):
                self.findings.append(AttributedFinding(f, self.rule, first.id))
            else:
                over.append(f)
        if any(f.law.requirement == MUST for f in over):
            self.explain_contract(first, found, over, self.result.scenarios)
        self.keep_others(over)
