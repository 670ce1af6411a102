"""The formula of an optimizer, found in all cases or in plain steps alone."""

from __future__ import annotations

from collections.abc import Iterator

from properties.diagnosis import gather_cases
from properties.diagnosis.hypotheses.formula import plain_scenarios
from properties.diagnosis.search.stages import Explanation, distance_from_rule, find_explanations
from properties.generation.corpus import supported_scenarios
from properties.rules.registry import Rule
from properties.subjects.trajectory import Subject


def find_formulas(rule: Rule, subject: Subject) -> Iterator[tuple[Explanation, bool]]:
    """Yield what explains a subject, and whether only in plain steps of one parameter.

    If nothing explains all cases, those of plain steps are tried alone: what an optimizer does with
    groups, missing gradients or saved state does not change its formula. If nothing explains these
    either, the distance from the rule in all cases is yielded.
    """
    scenarios = list(supported_scenarios(rule, subject.capabilities))
    cases = gather_cases(rule, subject, scenarios)
    if not any(case.is_broken for case in cases):
        yield from ((way, False) for way in find_explanations(rule, cases))
        return
    plain = gather_cases(rule, subject, plain_scenarios(scenarios, subject.capabilities))
    alone = list(find_explanations(rule, plain))
    if alone and not any(way.is_complete for way in alone):
        # What explains all cases explains plain steps too.
        yield distance_from_rule(rule, cases), False
        return
    ways = list(find_explanations(rule, cases))
    if alone and not any(way.is_complete for way in ways):
        yield from ((way, True) for way in alone)
    else:
        yield from ((way, False) for way in ways)
