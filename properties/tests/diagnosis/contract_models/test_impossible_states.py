"""A model whose states the rule's own steps have not left has an enclosure in every scenario."""

from __future__ import annotations

import numpy as np
import pytest

from properties.diagnosis.candidates.candidate_pool import candidate_from_rule
from properties.diagnosis.hypotheses.contract_models import model_hypotheses
from properties.diagnosis.hypotheses.judging import rule_with
from properties.enclosures.evaluate import enclose
from properties.generation.probes import build_simplest
from properties.rules.registry import Rule, rules
from properties.scenarios.model import Resume, Scenario, Start, Step, encode_array
from properties.scenarios.transforms import change

ONE = encode_array(np.ones((2, 2)))
OTHERS = {"alike": ONE, "fewer-axes": encode_array(np.ones(3))}


def _scenario(rule: Rule, other: str) -> Scenario:
    """Return steps of two parameters, the second of which has no gradient in the first step."""
    two = OTHERS[other]
    both = Step((ONE, two))
    events = (Step((ONE, None)), both, Resume(), both)
    simplest = build_simplest(candidate_from_rule(rule).subject.capabilities, rule)
    return change(simplest, parameters=(Start(ONE), Start(two)), events=events)


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", ["adan", "adafactor", "adam"])
def test_every_hypothesis_has_an_enclosure(name: str, other: str) -> None:
    """In Adan an entry exists from the second gradient on, in Adafactor from two axes on."""
    rule = rules()[name]
    scenario = _scenario(rule, other)
    for hypothesis in model_hypotheses(rule):
        found = enclose(rule_with(rule, hypothesis), scenario)
        assert len(found.mid) == len(scenario.events), hypothesis.id


def test_nothing_is_known_after_an_impossible_step() -> None:
    rule = rules()["adan"]
    [shared] = [h for h in model_hypotheses(rule) if h.id == "g-shared-by-all"]
    found = enclose(rule_with(rule, shared), _scenario(rule, "alike"))
    assert np.isfinite(found.rad[0][1]).all()
    assert not np.isfinite(found.rad[1][1]).any()
