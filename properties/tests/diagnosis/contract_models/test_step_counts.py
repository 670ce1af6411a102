"""The diagnosis names what a step count of several parameters counts."""

from __future__ import annotations

from typing import Any

import pytest

from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.contract_hypotheses import contract_hypotheses
from properties.diagnosis.hypotheses.features import find_feature
from properties.rules.registry import rules
from properties.scenarios.model import AddGroup

from .torch_adam import Adam, name_of, scenario, search, steps

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


class AtNone(Adam):
    """An optimizer that counts a step for each parameter, whether it has a gradient or not."""

    def start_group(self, group: Any) -> None:
        for p in group["params"]:
            self.advance(p)

    def advance(self, p: Any) -> None:
        self.state_of(p)["step"] += 1

    def count_of(self, group: Any, p: Any) -> int:
        return int(self.state_of(p)["step"])


class AtLaterNone(AtNone):
    """An optimizer that does so once a parameter has been updated."""

    def advance(self, p: Any) -> None:
        if p.grad is not None or self.state[p]:
            super().advance(p)


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


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (AtNone, "count-of-group-by-step"),
        (AtLaterNone, "count-advances-once-updated"),
        (BySteps, "adam-global-t"),
    ],
)
def test_counts_that_advance_without_a_gradient_are_distinguished(
    kind: type[Adam], name: str
) -> None:
    missing = [scenario(*steps(*out, parameters=1), parameters=1)
               for out in (((0,), (), (0,), ()), ((), (0,), ()))]  # fmt: skip
    assert name_of(kind, "none", *missing) == name


def test_a_name_that_replaces_a_dialect_mentions_it() -> None:
    missing = [scenario(*steps((0,), (), parameters=1), parameters=1)]
    found = search(AtNone, *missing).name_findings(find_feature("none"), frozenset({"none"}), ())
    assert found is not None
    assert found.candidate.explanation.endswith("--dialect adam-global-t accepts it.")


def test_a_rule_without_a_step_count_has_no_names_about_one() -> None:
    counted = search(Adam)
    uncounted = ContractSearch(rules()["sgd"], None, rules()["sgd"], counted.subject, ())
    assert counted.counts
    assert not uncounted.counts
    words = [one.explanation for one in contract_hypotheses(uncounted.counts)]
    assert not any("count of 0" in text for text in words)
