"""The formula of an optimizer is found although something else differs."""

from __future__ import annotations

from conformance.operations.formulas import find_formulas
from conformance.operations.replay import replay
from conformance.records.base import DiagnosisRecord
from conformance.records.capsule import Capsule
from conformance.records.identity import Identity, Match
from conformance.rendering.terminal.identity import render_identity
from conformance.tests.example_subjects import EPS_INSIDE
from conformance.tests.fixture_types import WriteSubject
from properties.diagnosis.candidates.lookup import find_candidate
from properties.diagnosis.hypotheses.formula import BY_FORMULA
from properties.dialects import dialects
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.scenarios.transforms import change
from properties.subjects.optimcore_subject import CoreSubject


def test_a_defect_of_the_contract_does_not_hide_the_formula() -> None:
    edits = (*dialects()["adam-eps-root"].edits, *pitfalls()["none-as-zero"].edits)
    subject = CoreSubject("adam", build_variant(edits))
    found = list(find_formulas(rules()["adam"], subject))
    assert [(way.candidate and way.candidate.id, plain) for way, plain in found] == [
        ("adam-eps-root", True)
    ]


def test_a_match_in_plain_steps_alone_says_so() -> None:
    plain = Match(rule="adam", title="Adam", cases=2, of=2, plain=True)
    text = str(render_identity(Identity(target="x:Adam", matches=[plain])))
    assert "same results in 2 of 2 cases of plain steps" in text
    assert "conformance check --rule adam names them" in text
    whole = Match(rule="adamw", title="AdamW", cases=3, of=3)
    assert Identity(target="x:Adam", matches=[plain, whole]).known == [whole]


def test_a_finding_of_the_contract_is_replayed_by_the_formula_as_found(
    write_subject: WriteSubject,
) -> None:
    target = f"{write_subject(EPS_INSIDE)}:Adam"
    formula = DiagnosisRecord(id="adam-eps-root", kind="dialect", title="", cases=4, of=4)
    step = Step((encode_array([1.0]),))
    scenario = Scenario("adam", "float64", (Start(encode_array([1.0])),), ({},), (step,))
    capsule = Capsule(
        target=target, rule="adam", law="agreement", ratio=None, scenario=scenario,
        message=f"{BY_FORMULA}: after event 0", diagnosis=[formula],
    )  # fmt: skip
    assert replay(capsule).state == "FIXED"
    assert replay(change(capsule, diagnosis=[])).state == "STILL BROKEN"
    assert find_candidate(rules()["adam"], "adam-eps-root+none-as-zero") is not None
    assert find_candidate(rules()["adam"], "lr=0.5") is None
