"""The search for the corpus of a user's own rule tries a fixed sample of many changes."""

from __future__ import annotations

import pytest

from properties.engine import own_rule_facts
from properties.engine.own_rule_facts import choose_facts
from properties.mutants import mutants
from properties.rules.registry import rules


def test_of_many_changes_a_fixed_sample_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = rules()["lion"]
    every = [m.id for m in mutants(rule)]
    for name, value in (("MOST_MUTANTS", 15), ("SMALL", 20), ("LIFECYCLES", 1)):
        monkeypatch.setattr(own_rule_facts, name, value)
    shown: list[float] = []
    found = choose_facts(rule, lambda what, part: shown.append(part)).classification
    step = -(-len(every) // 15)
    assert step > 1
    assert found.mutants == len(every[::step])
    known = [*found.equivalent, *(n for names in found.distinguished.values() for n in names)]
    assert set(known) <= set(every[::step])
    assert shown == sorted(shown)
    assert shown[-1] == 1.0
