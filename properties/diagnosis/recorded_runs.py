"""The diagnosis of an optimizer from recorded runs of plain steps alone."""

from __future__ import annotations

from ..rules.registry import Rule
from ..subjects.recorded_subject import RecordedSubject
from .candidates.candidate import Candidate
from .candidates.cases import make_case
from .candidates.float32_arithmetic import float32_candidate
from .hypotheses.formula import drop_foreign
from .layered_diagnosis import Explanation, LayeredDiagnosis
from .search.diagnose import Search


def diagnose_recorded(rule: Rule, subject: RecordedSubject) -> LayeredDiagnosis:
    """Return the known changes of the rule that explain every recorded run.

    Several are indistinguishable by these runs. Where no change explains them, the residual
    describes the deviations.
    """
    cases = [make_case(rule, subject, scenario) for scenario, _ in subject.runs]
    cases.sort(key=lambda case: case.scenario.steps * case.scenario.size)
    if not any(case.is_broken for case in cases):
        return LayeredDiagnosis()
    found = Search(rule, subject, (), cases).run()
    complete = [ranked.candidate for ranked in found.complete]
    precise = float32_candidate(rule, cases)
    complete = drop_foreign(complete, subject.capabilities) + ([precise] if precise else [])
    explanations = tuple(_explain(c, complete[0], len(cases)) for c in complete)
    return LayeredDiagnosis(explanations, () if complete else found.residual)


def _explain(candidate: Candidate, first: Candidate, cases: int) -> Explanation:
    same = "" if candidate is first else first.id
    return Explanation(candidate, "formula", cases, cases, same)
