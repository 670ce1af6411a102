"""States and values that are read from the place of another one are named."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Resume, Scenario

from .torch_adam import Adam, name_of, scenario, steps


class ReadsFirst(Adam):
    """An optimizer that computes the moments from those of the first parameter."""

    def update(self, p: Any, group: Any, t: int) -> None:
        first = self.state_of(self.source_of(group))
        self.state_of(p).update(m=first["m"], v=first["v"])
        super().update(p, group, t)

    def source_of(self, group: Any) -> Any:
        return group["params"][0]


class ReadsFirstOfAll(ReadsFirst):
    def source_of(self, group: Any) -> Any:
        return self.parameters[0]


class LoadsExchanged(Adam):
    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict(saved)
        for group in self.param_groups:
            self.assign(group)

    def assign(self, group: Any) -> None:
        group["eps"], group["weight_decay"] = group["weight_decay"], group["eps"]


class LoadsTwice(LoadsExchanged):
    def assign(self, group: Any) -> None:
        group["eps"] = group["weight_decay"]


SEVERAL = [scenario(*steps((), (), (), parameters=n), parameters=n) for n in (2, 3)]
GROUPS = [scenario(*steps((), (), (), parameters=n), parameters=n, groups=({}, {})) for n in (2, 3)]
VALUES = {"eps": encode_hyper(0.25), "weight_decay": encode_hyper(0.125)}
RESUMED = [
    scenario(*steps((), (), parameters=1), Resume(), *steps((), (), parameters=1), parameters=1,
             groups=(VALUES,))
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "feature", "cases", "name"),
    [
        (ReadsFirst, "parameters", SEVERAL, "state-of-first-of-group"),
        (ReadsFirstOfAll, "groups", GROUPS, "state-of-first-of-all"),
        (LoadsExchanged, "resume", RESUMED, "loaded-eps-for-weight_decay-exchanged"),
        (LoadsTwice, "resume", RESUMED, "loaded-eps-from-weight_decay"),
    ],
)
def test_what_is_read_from_another_place_is_named(
    kind: type[Adam], feature: str, cases: list[Scenario], name: str
) -> None:
    assert name_of(kind, feature, *cases) == name


def test_one_step_does_not_show_whether_the_state_is_read_or_shared() -> None:
    one = [scenario(*steps((), parameters=2), parameters=2)]
    assert name_of(ReadsFirst, "parameters", *one) == "state-of-first-of-group"
