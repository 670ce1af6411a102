"""Hypotheses that explain all cases: plain steps and everything else."""

from __future__ import annotations

from collections.abc import Sequence

from ...rules.registry import Rule
from ...scenarios.model import Scenario
from ...subjects.trajectory import Subject
from ..candidates.cases import CASES, Case, make_case
from ..hypotheses.contract_hypotheses import Hypothesis
from ..hypotheses.contract_models.every_step import every_step_hypotheses
from ..hypotheses.contract_models.skipped_shapes import skipped_shape_hypotheses
from ..hypotheses.judging import is_enclosed, is_narrow, rule_with
from .partial import WORTH


def find_whole_hypothesis(
    rule: Rule, subject: Subject, plain: Sequence[Case], scenarios: Sequence[Scenario]
) -> Hypothesis | None:
    """Return the first hypothesis about every step, or about shapes, that explains all cases.

    Some case must have several parameters, where a count of parameters and a count that does not
    advance differ.

    Args:
        rule: the claimed rule.
        subject: the subject.
        plain: the cases with plain steps of one parameter.
        scenarios: those of further cases.
    """
    known = (*every_step_hypotheses(rule), *skipped_shape_hypotheses(rule))
    fitting = [one for one in known if _explains(one, rule, plain)]
    made = (make_case(rule, subject, s) for s in scenarios[:CASES] if fitting)
    cases = [case for case in made if not (case.is_not_run or case.decides_nothing)]
    if not any(len(case.scenario.parameters) > 1 for case in cases):
        return None
    return next((one for one in fitting if _explains(one, rule, cases)), None)


def _explains(hypothesis: Hypothesis, rule: Rule, cases: Sequence[Case]) -> bool:
    assumed = rule_with(rule, hypothesis)
    if not all(is_enclosed(assumed, case.scenario, case.run) for case in cases):
        return False
    narrow = [is_narrow(assumed, case.deviation) for case in cases if case.deviation]
    return bool(narrow) and sum(narrow) >= WORTH * len(narrow)
