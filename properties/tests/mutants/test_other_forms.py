"""Other forms of formulas: equal to the rule, and distinguished from it by one change."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.cases import gather_cases
from properties.diagnosis.candidates.one_edit import one_edit_candidates
from properties.generation.corpus import supported_scenarios
from properties.mutants import Mutant, MutantSubject, wider_changes
from properties.mutants.other_forms import other_forms
from properties.mutants.rule_source import read_rule
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.subjects.optimcore_subject import CoreSubject

WITH_FORMS = [name for name, rule in rules().items() if rule.profile.forms]


@pytest.mark.parametrize("name", WITH_FORMS)
def test_a_form_gives_the_values_of_the_rule(name: str) -> None:
    rule = rules()[name]
    source = read_rule(rule)
    forms = [
        Mutant("form", source, function, form.tree, tuple(form.texts_of(form.tree)))
        for function in source.functions
        for form in other_forms(source, function)
    ]
    assert len(forms) == len(rule.profile.forms)
    for form in forms:
        subject = MutantSubject(rule, form)
        cases = gather_cases(rule, subject, supported_scenarios(rule, subject.capabilities))
        assert sum(not case.is_broken for case in cases) > 10
        assert not any(case.is_broken for case in cases)


def test_a_change_of_a_form_is_compared_with_the_form() -> None:
    titles = [m.title for m in wider_changes(rules()["adam"]) if m.operator == "other form"]
    assert (
        "The step size is lr * ((1 - beta1 ** t) / (1 - beta2 ** t) ** 0.5); "
        "it should be lr * ((1 - beta2 ** t) ** 0.5 / (1 - beta1 ** t))."
    ) in titles


def test_a_count_is_changed_beside_averages_that_start_at_zero() -> None:
    rule = rules()["adafactor"]
    first = ("v = average(s[\"v\"], square, beta) if \"v\" in s else square",
             "v = average(s.get(\"v\", 0.0), square, beta)")  # fmt: skip
    matrices = ("    if s:\n        row, column = average(s[\"row\"], row, beta), "
                "average(s[\"column\"], column, beta)\n",
                "    row = average(s.get(\"row\", 0.0), row, beta)\n"
                "    column = average(s.get(\"column\", 0.0), column, beta)\n")  # fmt: skip
    count = ("1 - t**h.beta2_decay", "1 - (t + 1)**h.beta2_decay")
    edits = tuple(Edit("adafactor.py", *pair) for pair in (first, matrices, count))
    subject = CoreSubject("adafactor", build_variant(edits))
    cases = gather_cases(rule, subject, supported_scenarios(rule, subject.capabilities))
    broken = [case for case in cases if case.is_broken]
    near = one_edit_candidates(rule, broken, wider_changes)
    [found] = [one for one in near if all(map(one.agrees_in, broken))]
    assert found.title == (
        "The second moment and the state are "
        "second_moment(g * g, s, 1 - (t + 1) ** beta2_decay, eps1); "
        "they should be second_moment(g * g, s, 1 - t ** beta2_decay, eps1). "
        "The function second_moment is in another form"
    )
