"""The diagnosis names the group or the step from which values are taken."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import AddGroup, Scenario, SetHyper

from .torch_adam import Adam, name_of, scenario, steps

SMALL, LARGE = {"lr": encode_hyper(0.25)}, {"lr": encode_hyper(0.5)}


class OfFirst(Adam):
    def values_of(self, group: Any, p: Any) -> Any:
        return self.param_groups[0]


class OfLast(Adam):
    def values_of(self, group: Any, p: Any) -> Any:
        return self.param_groups[-1]


class BetasOfFirst(Adam):
    def values_of(self, group: Any, p: Any) -> Any:
        return {**group, "betas": self.param_groups[0]["betas"]}


class OfConstruction(Adam):
    def values_of(self, group: Any, p: Any) -> Any:
        return self.__dict__.setdefault("built", dict(self.param_groups[0]))


class LateDefault(Adam):
    def add_param_group(self, group: Any) -> None:
        super().add_param_group(group)
        if self.state:
            self.param_groups[-1]["lr"] = 1e-3


class LateOfFirst(Adam):
    def add_param_group(self, group: Any) -> None:
        super().add_param_group(group)
        if self.state:
            self.param_groups[-1]["lr"] = self.param_groups[0]["lr"]


class OfFirstStep(Adam):
    def values_of(self, group: Any, p: Any) -> Any:
        return {**group, "lr": self.state_of(p).setdefault("lr", group["lr"])}


TWO = [scenario(*steps((), (), ()), groups=(SMALL, LARGE))]
LATE = [scenario(*steps((1,), (1,)), AddGroup(1), *steps((), ()), groups=(SMALL, LARGE))]
LATE_BETAS = [
    scenario(*steps((1,), (1,)), AddGroup(1), *steps((), ()),
             groups=({}, {"betas": encode_hyper((0.5, 0.75))}))
]  # fmt: skip
CHANGED = [
    scenario(*steps((), parameters=1), SetHyper("lr", LARGE["lr"]), *steps((), (), parameters=1),
             parameters=1, groups=(SMALL,)),
    scenario(SetHyper("lr", LARGE["lr"]), *steps((), (), parameters=1), parameters=1,
             groups=(SMALL,)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "feature", "cases", "name"),
    [
        (OfFirst, "groups", TWO, "group-all-of-first"),
        (OfLast, "groups", TWO, "group-all-of-last"),
        (OfConstruction, "groups", TWO, "group-all-ignored"),
        (LateDefault, "add-group", LATE, "late-lr-ignored-default"),
        (LateOfFirst, "add-group", LATE, "late-lr-ignored"),
        (OfFirstStep, "set-lr", CHANGED, "lr-of-first-step"),
        # No case has several groups from the start.
        (OfFirst, "add-group", LATE, "group-all-of-first"),
        (BetasOfFirst, "add-group", LATE_BETAS, "group-betas-of-first"),
    ],
)
def test_the_group_of_the_values_is_named(
    kind: type[Adam], feature: str, cases: list[Scenario], name: str
) -> None:
    assert name_of(kind, feature, *cases) == name
