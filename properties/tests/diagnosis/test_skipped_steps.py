"""Steps that are left out, for a group or for a learning rate of 0, have a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.diagnosis import Explanation, diagnose_layers
from properties.diagnosis.candidates.candidate_pool import candidate_from_pitfall
from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.contract_hypotheses import contract_hypotheses
from properties.diagnosis.layers import Layers
from properties.diagnosis.search.results import Diagnosis, RankedCandidate
from properties.engine.examiner import Examiner
from properties.engine.results import Examination, Finding
from properties.laws import Trial, laws
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, SetHyper, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.wrapped_subject import wrap_subject
from properties.wrappings import parse_wrapping

SKIPS = Edit(
    "optimizer.py",
    "due = [(i, p) for i, p in enumerate(self.params) if p.grad is not None]",
    "due = [(i, p) for i, p in enumerate(self.params) if p.grad is not None and self.lr]",
)
ONE, STEP = Start(encode_array([1.0])), Step((encode_array([1.0]),))


def scenario_of(*steps: Step) -> Scenario:
    return Scenario("adam", "float64", (ONE,), ({"lr": encode_hyper(0.5)},), steps)


def test_a_step_that_is_skipped_at_a_learning_rate_of_0_is_named() -> None:
    rule, subject = rules()["adam"], CoreSubject("adam", build_variant([SKIPS]))
    law, scenario = laws()["resting"], scenario_of(STEP, Step((encode_array([3.0]),)), STEP)
    evidence = law.judge(Trial(rule, subject, scenario))
    assert evidence
    assert evidence.is_broken
    found = Finding(law, "small", scenario, evidence)
    search = ContractSearch(rule, None, rule, subject, [scenario])
    about = search.features_for(found)
    assert about
    name = search.name_findings(*about, [found])
    assert name
    assert name.candidate.id == "zero-lr-skipped"


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("other-groups-not-stepped", [{1}, {1}, {1}]),
        ("zero-lr-skipped", [set(), {1}, set()]),
    ],
)
def test_the_groups_that_are_left_out(name: str, missing: list[set[int]]) -> None:
    pair = Step((encode_array([1.0]), encode_array([1.0])))
    rates = [SetHyper("lr", encode_hyper(lr), group=1) for lr in (0.0, 0.5)]
    scenario = Scenario(
        "adam", "float64", (ONE, Start(encode_array([1.0]), group=1)),
        ({"lr": encode_hyper(0.5)}, {}), (pair, rates[0], pair, rates[1], pair),
    )  # fmt: skip
    hypothesis = next(h for h in contract_hypotheses() if h.id == name)
    translated, kept = hypothesis.translate(scenario)
    assert kept == [0, 1, 2, 3, 4]
    left = [e.gradients for e in translated.events if isinstance(e, Step)]
    assert [{i for i, g in enumerate(given) if g is None} for given in left] == missing


@pytest.mark.campaign
def test_each_finding_of_a_skipped_step_is_listed_once() -> None:
    rule = rules()["adagrad"]
    wrapping = parse_wrapping("skip-non-finite=parameter")
    subject = wrap_subject(replace(rule, wrappings=(wrapping,)), CoreSubject("adagrad"))
    result = Examiner(rule, subject, examples=1, shrink=False).run()
    found = diagnose_layers(rule, subject, result)
    listed = [f.finding.law.id for f in found.findings]
    assert "not-hidden" in listed
    assert len(listed) == len(set(listed)), listed


def test_an_explanation_by_several_changes_leaves_no_other_findings() -> None:
    """A second examination has findings of its own, which must not be listed beside the first."""
    rule, subject = rules()["adam"], CoreSubject("adam", build_variant([SKIPS]))
    result = Examination({}, {})
    layers = Layers(rule, subject, result, lambda what, part: None)
    one = candidate_from_pitfall(rule, pitfalls()["t-not-saved"])
    whole = Diagnosis((RankedCandidate(one, 3),), 3)
    assert layers.explain_by_several(whole, [])


def test_deviations_are_described_only_where_no_event_explains_any() -> None:
    """A description of all deviations would include those that an event explains."""
    rule, subject = rules()["adam"], CoreSubject("adam", build_variant([SKIPS]))
    layers = Layers(rule, subject, Examination({}, {}), lambda what, part: None)
    described = Diagnosis((), 3, ("A sentence.",))
    assert not layers.explain_by_several(described, [])
    assert layers.residual == ["A sentence."]
    one = candidate_from_pitfall(rule, pitfalls()["t-not-saved"])
    layers.explanations.append(Explanation(one, "contract", 3, 3))
    assert not layers.explain_by_several(described, [])
    assert layers.residual == ["A sentence."]
