"""The text about a pitfall of another rule is true of any rule that can have it."""

from __future__ import annotations

import re

import pytest

from properties.diagnosis.candidates.candidate_pool import cross_rule_mutants
from properties.pitfalls import pitfalls
from properties.rules.registry import rules

# Sizes and defaults of the rule that a pitfall is from, and parts that other rules lack.
OF_ONE_RULE = re.compile(
    r"at the defaults|\d %|times too|first step is right|velocity|both moments|\bsum\b"
)
TITLES = "|".join(re.escape(rule.title) for rule in rules().values())


@pytest.mark.parametrize("rule", sorted(rules()))
def test_the_text_is_not_that_of_the_rule_that_it_is_from(rule: str) -> None:
    for one in cross_rule_mutants(rules()[rule]):
        text = f"{one.title}. {one.explanation}"
        assert not OF_ONE_RULE.search(text), text
        assert not re.search(rf"\b({TITLES})\b", text), text
        assert one.explanation.endswith("."), text


def test_the_text_for_its_own_rule_is_whole() -> None:
    one = pitfalls()["none-as-zero"]
    assert "both moments decay" in one.explanation_in("adam")
    assert one.explanation_in("sgd") == "Parameters whose gradient is None should be skipped."
