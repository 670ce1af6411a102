"""A condition on the values is tested in further scenarios with the opposite."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from properties.diagnosis.search.residual.conditions import ENOUGH, shared_conditions
from properties.generation.probes import build_simplest
from properties.rules.registry import rules
from properties.scenarios.encoding import decode_group
from properties.scenarios.model import HyperValue, Scenario
from properties.subjects.optimcore_subject import CoreSubject

RULE = rules()["adabelief"]
SENTENCE = "Deviations occur only where betas[0] is not 0."


def case(beta: float) -> Any:
    """Make a case, of which the conditions read the scenario alone."""
    taken = CoreSubject("adabelief").capabilities
    hyper = {**RULE.defaults, "betas": (beta, 0.5), "weight_decay": 0.0}
    return SimpleNamespace(scenario=build_simplest(taken, RULE, hyper=hyper))


def given(scenario: Scenario) -> dict[str, HyperValue]:
    return {**RULE.defaults, **decode_group(scenario.groups[0])}


def found(deviates: Callable[[Scenario], bool | None]) -> list[str]:
    off, sound = ([case(beta) for _ in range(ENOUGH)] for beta in (0.5, 0.0))
    return list(shared_conditions(off, sound, deviates))


def test_a_condition_holds_where_further_scenarios_agree() -> None:
    assert SENTENCE in found(lambda scenario: False)


@pytest.mark.parametrize(
    "deviates",
    [
        lambda scenario: True,
        # Bounds that are too wide do not show that the subject follows the rule.
        lambda scenario: None,
        lambda scenario: True if given(scenario)["eps"] == 0.25 else None,
        lambda scenario: given(scenario)["eps"] == 0.25,
        lambda scenario: given(scenario)["weight_decay"] != 0,
        # A second defect shows after several steps.
        lambda scenario: scenario.steps > 4,
    ],
)
def test_a_condition_is_left_out_where_some_deviate_or_nothing_is_decided(
    deviates: Callable[[Scenario], bool | None],
) -> None:
    assert SENTENCE not in found(deviates)


def test_the_opposite_is_kept_where_other_numbers_change() -> None:
    values: list[dict[str, HyperValue]] = []

    def note(scenario: Scenario) -> bool:
        values.append(given(scenario))
        return False

    found(note)
    negated = [one["betas"] for one in values if isinstance(one["betas"], tuple)]
    assert any(betas[0] == 0 for betas in negated)
    assert {one["eps"] for one in values} >= {RULE.defaults["eps"], 0.25}
