"""What the corpus is known to detect is what it detects when it is run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.engine.detection import DetectionPower
from properties.generation.corpus import corpus
from properties.laws import laws
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject
from properties.wrappings import parse_wrapping

LAWS = list(laws().values())
STORED = [p for p in pitfalls().values() if not p.loop]


def power_of(rule: str, number: int | None = None) -> DetectionPower:
    can = CoreSubject(rule).capabilities
    return DetectionPower(rules()[rule], can, LAWS, corpus(rule)[:number])


@pytest.mark.sampled("pitfall.rule")
@pytest.mark.parametrize("pitfall", STORED, ids=[p.id for p in STORED])
def test_a_pitfall_that_is_stored_as_detected_is_detected_by_a_run(
    pitfall: Pitfall, monkeypatch: pytest.MonkeyPatch
) -> None:
    power = power_of(pitfall.rule)
    stored = pitfall.id in power.stored_pitfalls()
    monkeypatch.setattr(DetectionPower, "stored_pitfalls", lambda _: frozenset())
    assert stored <= power.detect_pitfalls([pitfall.id])[pitfall.id]


def test_a_pitfall_that_is_stored_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def record(_: DetectionPower, pitfall: Pitfall, subject: Subject) -> bool:
        ran.append(pitfall.id)
        return False

    monkeypatch.setattr(DetectionPower, "_detects", record)
    power = power_of("adam")
    stored = power.stored_pitfalls()
    found = power.detect_pitfalls()
    assert len(stored) > 10
    assert {name for name, seen in found.items() if seen} == stored
    assert not stored & set(ran)


def test_nothing_is_stored_for_other_scenarios_laws_arguments_or_rules() -> None:
    full = power_of("adam")
    assert power_of("adam", 1).stored_pitfalls() < full.stored_pitfalls()
    assert not power_of("adam", 0).stored_pitfalls()
    without = [law for law in LAWS if not law.compares_with_rule]
    assert not replace(full, laws=without).stored_pitfalls()
    other = replace(full.rule, defaults={**full.rule.defaults, "eps": 1e-3})
    assert not replace(full, rule=other).stored_pitfalls()
    wrapped = replace(full.rule, wrappings=(parse_wrapping("micro-steps=4"),))
    assert not replace(full, rule=wrapped).stored_pitfalls()
    narrow = replace(full.capabilities, hyper=full.capabilities.hyper - {"weight_decay"})
    fewer = replace(full, capabilities=narrow).stored_pitfalls()
    assert fewer < full.stored_pitfalls()
    assert "decay-unused" in full.stored_pitfalls() - fewer


@pytest.mark.parametrize("pitfall", [p for p in STORED if p.law != "agreement"], ids=lambda p: p.id)
def test_the_law_of_a_pitfall_detects_it(pitfall: Pitfall) -> None:
    power = power_of(pitfall.rule)
    assert power.detect_pitfalls([pitfall.id])[pitfall.id]
    others = [law for law in LAWS if law.id != pitfall.law]
    assert not replace(power, laws=others).detect_pitfalls([pitfall.id])[pitfall.id]
