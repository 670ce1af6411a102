"""Explanations are ordered, said once, and each has the findings that it accounts for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.comparison.evidence import broken_evidence
from properties.diagnosis import Explanation
from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.candidates.cases import make_case
from properties.diagnosis.contract import ContractName
from properties.diagnosis.explained_findings import name_said_before, sort_by_severity
from properties.diagnosis.hypotheses.contract_hypotheses import Hypothesis
from properties.diagnosis.hypotheses.contract_models.loaded_groups import ReplacedGroupsModel
from properties.diagnosis.hypotheses.contract_models.step_counts import step_count_hypotheses
from properties.diagnosis.hypotheses.formula import rule_as_found
from properties.diagnosis.hypotheses.judging import is_caused_by
from properties.diagnosis.hypotheses.raised_exceptions import raised_hypotheses
from properties.diagnosis.layers import Layers
from properties.dialects import dialects
from properties.engine.examiner import Examiner
from properties.engine.results import Finding
from properties.laws import laws
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, SetHyper, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import RECORDING_DISABLED, SubjectError

ADAM = rules()["adam"]
LOST_BITS = broken_evidence("not the same bits")


def named(hypothesis: Hypothesis) -> ContractName:
    candidate = hypothesis.as_candidate(ADAM)
    return ContractName(candidate, candidate, hypothesis, 1)


def raised(feature: str, message: str = "") -> ContractName:
    return named(next(iter(raised_hypotheses(feature, [SubjectError(0, "OSError", message)]))))


@pytest.mark.parametrize("message", ["", RECORDING_DISABLED])
def test_wrong_numbers_come_before_exceptions_and_closures_last(message: str) -> None:
    closure = raised("closure", message)
    names = {one.candidate.id: one for one in (closure, raised("none"))}
    count = named(next(step_count_hypotheses(ADAM)))
    names[count.candidate.id] = count
    explanations = [Explanation(one.candidate, "contract", 1, 1) for one in names.values()]
    found = [one.candidate.id for one in sort_by_severity(explanations, names)]
    assert found == [count.candidate.id, "none-raises", closure.candidate.id]


def changed(name: str) -> Candidate:
    return next(one for one in single_changes(ADAM) if one.id == name)


def test_one_step_count_for_all_is_said_once() -> None:
    [joint] = [h for h in step_count_hypotheses(ADAM) if h.id == "count-of-all-by-step"]
    others = [h for h in step_count_hypotheses(ADAM) if h.id != joint.id]
    dialect = changed("adam-global-t")
    names = {dialect.id: ContractName(dialect, dialect, None, 1)}
    assert name_said_before(names, named(joint)) is names[dialect.id]
    assert all(name_said_before(names, one) is one for one in map(named, others))


@pytest.mark.parametrize("name", ["t-not-saved", "adam-global-t"])
def test_what_is_done_around_a_formula_has_no_diff(name: str) -> None:
    assert changed(name).diff == ""
    assert changed("adam-eps-root").diff != ""


def test_a_formula_has_a_case_of_its_own() -> None:
    """The case of the formula has plain steps alone, and is the smallest one."""
    formula = changed("adam-eps-root")
    edits = (*dialects()["adam-eps-root"].edits, *pitfalls()["t-not-saved"].edits)
    subject = CoreSubject("adam", build_variant(edits))
    result = Examiner(ADAM, subject, examples=1).run()
    layers = Layers(ADAM, subject, result, lambda what, part: None)
    plain = layers.gather_plain_cases(result.findings)
    large = sorted(plain, key=lambda case: -case.scenario.size)
    [shown] = layers.show_formula(formula, rule_as_found(ADAM, formula), large)
    assert shown.explained_by == formula.id
    assert shown.finding.law.id == "agreement"
    assert shown.finding.scenario.size == 1
    assert all(isinstance(event, Step) for event in shown.finding.scenario.events)


def test_a_defect_within_rounding_causes_what_a_law_about_bits_finds() -> None:
    """The learning rate that is set after a state is loaded differs by one unit in the last place.

    The runs are then right by both, but their bits need not be the same.
    """
    step = Step((encode_array([1.0]),))
    events = (step, step, SetHyper("lr", encode_hyper(0.5 + 2**-53)), step)
    start = Start(encode_array([1.0]))
    scenario = Scenario("adam", "float64", (start,), ({"lr": encode_hyper(0.5)},), events)
    ignored = Hypothesis(
        "ignored", "", "", frozenset({"resume"}),
        model=lambda *given: ReplacedGroupsModel(frozenset({"lr"}), *given),
    )  # fmt: skip
    law, subject = laws()["resume-bits"], CoreSubject("adam")
    assert not make_case(ADAM, subject, scenario).is_broken
    bits = Finding(law, "", scenario, replace(LOST_BITS, compares_bits=True))
    assert is_caused_by(ignored, ADAM, subject, bits)
    assert not is_caused_by(ignored, ADAM, subject, replace(bits, evidence=LOST_BITS))
    without = replace(ignored, model=None)
    assert not is_caused_by(without, ADAM, subject, bits)
