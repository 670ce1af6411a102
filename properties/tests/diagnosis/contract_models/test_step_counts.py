"""The diagnosis names what a step count of several parameters counts."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.model import AddGroup

from .torch_adam import Adam, name_of, scenario, steps

TWO_GROUPS = [
    scenario(*steps((), (), (), parameters=n), parameters=n, groups=({}, {})) for n in (2, 3)
]
LATE = [scenario(*steps((1,), (1,)), AddGroup(1), *steps((), ()), groups=({}, {}))]


class Counted(Adam):
    """An optimizer with a count for all parameters, in the first group."""

    def slot(self, group: Any) -> Any:
        return self.param_groups[0]

    def advance(self, group: Any) -> None:
        self.slot(group)["t"] = self.slot(group).get("t", 0) + 1

    def count_of(self, group: Any, p: Any) -> int:
        return int(self.slot(group)["t"])


class BySteps(Counted):
    def start(self) -> None:
        self.advance(None)


class ByGroups(Counted):
    def start_group(self, group: Any) -> None:
        self.advance(group)


class ByUpdates(Counted):
    def count_of(self, group: Any, p: Any) -> int:
        self.advance(group)
        return super().count_of(group, p)


class ByFirst(Adam):
    """An optimizer that takes the count of the first parameter in a list for all of them."""

    def start_group(self, group: Any) -> None:
        self.__dict__["first"] = 0

    def count_of(self, group: Any, p: Any) -> int:
        own = super().count_of(group, p)
        self.__dict__["first"] = self.first or own
        return int(self.first)


class ByUpdatesOfTheGroup(ByUpdates):
    def slot(self, group: Any) -> Any:
        return group


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ByGroups, "count-of-all-by-group"),
        (ByUpdates, "count-of-all-by-parameter"),
        (ByUpdatesOfTheGroup, "count-of-group-by-parameter"),
    ],
)
def test_what_a_shared_count_counts_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, "groups", *TWO_GROUPS) == name


def test_the_count_with_which_a_late_group_starts_is_named() -> None:
    assert name_of(BySteps, "add-group", *LATE) == "count-of-all-by-step"


def test_the_count_of_the_first_parameter_is_named() -> None:
    missing = [scenario(*steps((0,), (), (1,), ())), scenario(*steps((1,), (), ()))]
    assert name_of(ByFirst, "none", *missing, more="parameters") == "count-of-first-of-group"
