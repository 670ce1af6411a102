"""Findings that are explained by what all instances of a subject share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..engine.attribution import AttributedFinding
from ..engine.results import Finding
from ..laws import MUST, Trial
from ..rules.registry import Rule
from ..subjects.fresh_subject import FreshSubject
from .candidates.cases import Case, gather_cases
from .explained_findings import ExplainedFindings
from .hypotheses.contract_hypotheses import Hypothesis
from .hypotheses.contract_models.shared_instances import SHARED_STATE, UNSAVED_SHARED_STATE
from .hypotheses.formula import plain_scenarios, rule_as_found
from .hypotheses.judging import holds_for, is_broken_by, is_caused_by
from .layered_diagnosis import Explanation
from .search.diagnose import Search
from .search.results import Diagnosis
from .search.shared_instances import find_shared_instances


def explain_by_instances(of: ExplainedFindings) -> Sequence[Case] | None:
    """Explain findings by what instances share; return the plain cases, None if nothing is shared.

    All other findings are judged again by runs that are the first ones in a process. What is left
    is explained by the formula and the rest of the contract.
    """
    fresh = FreshSubject(of.subject)
    found = find_shared_instances(of.rule, fresh)
    if found is None:
        return None
    named = found.hypothesis.as_candidate(of.rule)
    own = [AttributedFinding(found.shown, of.rule, named.id, leads=True)]
    left = []
    for f in (f for f in of.result.findings if f.law.id != found.shown.law.id):
        still = _judge_again(of.rule, fresh, found.hypothesis, f)
        left += [still] if still else []
        own += [] if still else [AttributedFinding(f, of.rule, named.id)]
    apart = replace(of, subject=fresh, explanations=[], residual=[], findings=[])
    plain = _explain_rest(apart, left)
    of.explanations += apart.explanations
    of.explanations.append(Explanation(named, "contract", found.cases, found.cases))
    of.residual += apart.residual
    of.findings += [f for f in apart.findings if f.explained_by] + own
    of.keep_others(left)
    return plain


def _judge_again(
    rule: Rule, fresh: FreshSubject, shared: Hypothesis, finding: Finding
) -> Finding | None:
    """Return a finding if neither a new process nor what is shared explains it."""
    evidence = finding.law.judge(Trial(rule, fresh, finding.scenario, finding.effective))
    if evidence is None or not evidence.is_broken:
        return None
    still = finding.move(finding.scenario, evidence)
    models = (shared, UNSAVED_SHARED_STATE) if shared is SHARED_STATE else (shared,)
    return None if any(is_caused_by(m, rule, fresh, still) for m in models) else still


def _explain_rest(apart: ExplainedFindings, left: Sequence[Finding]) -> Sequence[Case]:
    """Explain findings by the formula and the contract; return the plain cases."""
    rule, fresh, scenarios = apart.rule, apart.subject, apart.result.scenarios
    wrong = [f.scenario for f in left if f.law.requirement == MUST]
    plain = gather_cases(rule, fresh, plain_scenarios([*wrong, *scenarios], fresh.capabilities))
    named = Diagnosis((), 0)
    if any(case.is_broken for case in plain):
        named = Search(rule, fresh, (), plain).run(long_searches=True)
        apart.residual += named.residual
        apart.add_explanations(named.ranked, named, plain)
        if not named.is_complete:
            return plain
    formula = named.complete[0].candidate if named.is_complete else None
    found = rule_as_found(rule, formula) if formula else rule
    for f in left:
        if formula and (is_broken_by(formula, rule, fresh, f) or holds_for(found, fresh, f)):
            apart.findings.append(AttributedFinding(f, rule, formula.id))
    # Every list of shapes is compiled anew in a new process, which takes long.
    if not fresh.capabilities.few_shapes:
        over = [f for f in left if not apart.is_kept(f)]
        apart.explain_contract(formula, found, over, scenarios)
    return plain
