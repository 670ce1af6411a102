"""Groups that differ in one hyper-parameter show what an optimizer keeps for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from properties.enclosures.evaluate import enclose
from properties.generation.corpus import supported_scenarios
from properties.generation.different_groups import different_groups
from properties.rules.registry import Rule, rules
from properties.scenarios.encoding import decode_group
from properties.scenarios.model import EncodedHyper, Scenario
from properties.scenarios.transforms import change
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities

OF_GROUPS = ("groups", "group entries", "add group")


def with_groups(rule: str) -> Capabilities:
    """Return the capabilities of an optimizer with groups."""
    taken = CoreSubject(rule).capabilities
    left = {name: why for name, why in taken.unsupported.items() if name not in OF_GROUPS}
    return replace(taken, unsupported=left)


def is_valid(rule: Rule, group: Mapping[str, EncodedHyper]) -> bool:
    return rule.profile.is_valid({**rule.defaults, **decode_group(group)})


def differing(scenario: Scenario) -> list[str]:
    first, second = scenario.groups
    return [name for name in first if first[name] != second[name]]


@pytest.mark.parametrize("name", sorted(rules()))
def test_each_hyper_parameter_that_groups_may_have_differs_alone(name: str) -> None:
    rule, taken = rules()[name], with_groups(name)
    made = [one for one in different_groups(rule, taken) if differing(one)]
    assert all(len(differing(one)) == 1 for one in made)
    assert "lr" in [other for one in made for other in differing(one)]
    stored = supported_scenarios(rule, taken)
    valid = [one for one in made if all(map(partial(is_valid, rule), one.groups))]
    assert valid
    assert all(one in stored for one in valid)


@pytest.mark.parametrize("name", sorted(rules()))
def test_the_values_of_the_first_group_give_another_step(name: str) -> None:
    rule, taken = rules()[name], with_groups(name)
    [of_lr] = [one for one in different_groups(rule, taken) if differing(one) == ["lr"]]
    right, wrong = (
        enclose(rule, scenario).mid[-1][1]
        for scenario in (of_lr, change(of_lr, groups=(of_lr.groups[0],) * 2))
    )
    assert not np.allclose(right, wrong, rtol=1e-6)


def test_an_optimizer_without_groups_has_none() -> None:
    assert not list(different_groups(rules()["adam"], CoreSubject("adam").capabilities))
