"""The formula of an optimizer is found although something else differs."""

from __future__ import annotations

from conformance.operations.formulas import find_formulas
from conformance.records.identity import Identity, Match
from conformance.rendering.terminal.identity import render_identity
from properties.dialects import dialects
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
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
