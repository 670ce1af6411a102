"""The diagnosis names which parameters each group updates."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario

from .torch_adam import Adam, name_of, scenario, steps

GROUPS = [{"lr": encode_hyper(lr)} for lr in (0.25, 0.5, 0.125)]

CASES = [
    scenario(*steps((), (), (), parameters=n), parameters=n, groups=tuple(GROUPS[:k]))
    for n, k in ((2, 2), (3, 2), (3, 3))
]


class OfOthers(Adam):
    """An optimizer whose groups update the parameters of others."""

    def chosen(self) -> list[Any]:
        return list(self.param_groups[:1])

    def update_all(self) -> None:
        for group in self.param_groups:
            for other in self.chosen():
                for p in other["params"]:
                    if p.grad is not None:
                        self.update(p, group, self.count_of(group, p))

    def step(self, closure: Any = None) -> Any:
        with torch_no_grad():
            self.update_all()


class OfLast(OfOthers):
    def chosen(self) -> list[Any]:
        return list(self.param_groups[-1:])


class OfEarlier(Adam):
    """The list of parameters is not emptied between groups."""

    def step(self, closure: Any = None) -> Any:
        listed: list[Any] = []
        with torch_no_grad():
            for group in self.param_groups:
                listed += [p for p in group["params"] if p.grad is not None]
                for p in listed:
                    self.update(p, group, self.count_of(group, p))


class OfAll(OfOthers):
    def chosen(self) -> list[Any]:
        return list(self.param_groups)


class LastOnce(OfLast):
    def update_all(self) -> None:
        for group in self.chosen():
            for p in group["params"]:
                if p.grad is not None:
                    self.update(p, group, self.count_of(group, p))


class OnlyFirst(Adam):
    """An optimizer that keeps one parameter of each group."""

    place = 0

    def update(self, p: Any, group: Any, t: int) -> None:
        if p is self.kept(group)[self.place]:
            super().update(p, group, t)

    def kept(self, group: Any) -> list[Any]:
        return list(group["params"])


class OnlyLast(OnlyFirst):
    place = -1


class OnlyFirstOfAll(OnlyFirst):
    def kept(self, group: Any) -> list[Any]:
        return self.parameters


def torch_no_grad() -> Any:
    return pytest.importorskip("torch").no_grad()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (OfOthers, "updates-first-each"),
        (OfLast, "updates-last-each"),
        (OfEarlier, "updates-earlier-each"),
        (OfAll, "updates-all-each"),
        (LastOnce, "updates-last-once"),
        (OnlyFirst, "only-first-of-group-updated"),
        (OnlyLast, "only-last-of-group-updated"),
        (OnlyFirstOfAll, "only-first-of-all-updated"),
    ],
)
def test_the_parameters_that_a_group_updates_are_named(kind: type[Adam], name: str) -> None:
    cases: list[Scenario] = CASES
    assert name_of(kind, "groups", *cases) == name
