"""Hyper-parameters that have one value in all groups at every step."""

from __future__ import annotations

import pytest

from properties.scenarios.model import (
    AddGroup,
    EncodedHyper,
    Event,
    Rewind,
    Save,
    Scenario,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.scenarios.shared_hyper import is_hyper_shared, share_hyper

STEP = Step((encode_array([1.0]), encode_array([1.0])))


def scenario(*events: Event, groups: tuple[str, str] = ("1", "1")) -> Scenario:
    starts = tuple(Start(encode_array([0.0]), group=k) for k in (0, 1))
    given = tuple[dict[str, EncodedHyper], ...](
        {"lr": lr, "eps": str(k)} for k, lr in enumerate(groups)
    )
    return Scenario("sgd", "float64", starts, given, events)


def test_all_groups_get_the_value_of_the_first_and_keep_the_others() -> None:
    found = share_hyper(scenario(STEP, groups=("1", "2")), ("lr",))
    assert found.groups == ({"lr": "1", "eps": "0"}, {"lr": "1", "eps": "1"})
    assert share_hyper(scenario(STEP, groups=("1", "2")), ()) == scenario(STEP, groups=("1", "2"))


def test_a_value_that_is_set_is_set_in_all_groups_that_there_are() -> None:
    found = share_hyper(scenario(SetHyper("lr", "3", 1), STEP, SetHyper("eps", "3", 1)), ("lr",))
    assert found.events == (
        SetHyper("lr", "3", 0), SetHyper("lr", "3", 1), STEP, SetHyper("eps", "3", 1),
    )  # fmt: skip


def test_a_group_that_joins_late_gets_the_present_value() -> None:
    found = share_hyper(scenario(SetHyper("lr", "3"), STEP, AddGroup(1), STEP), ("lr",))
    assert found.events == (
        SetHyper("lr", "3", 0), STEP, AddGroup(1), SetHyper("lr", "3", 1), STEP,
    )  # fmt: skip


def test_a_checkpoint_restores_the_values() -> None:
    events = (Save(), SetHyper("lr", "3"), Rewind(), AddGroup(1), STEP)
    assert share_hyper(scenario(*events), ("lr",)).events == events


@pytest.mark.parametrize(
    ("case", "shared"),
    [
        (scenario(STEP), True),
        (scenario(STEP, groups=("1", "2")), False),
        (scenario(SetHyper("lr", "3"), STEP), False),
        (scenario(SetHyper("lr", "3"), SetHyper("lr", "3", 1), STEP), True),
        (scenario(SetHyper("eps", "3"), STEP), True),
        (scenario(SetHyper("lr", "3"), STEP, AddGroup(1)), True),
        (scenario(SetHyper("lr", "3"), STEP, AddGroup(1), STEP), False),
    ],
)
def test_whether_the_values_are_shared_is_known(case: Scenario, shared: bool) -> None:
    assert is_hyper_shared(case, ("lr",)) is shared
    assert is_hyper_shared(share_hyper(case, ("lr",)), ("lr",))
