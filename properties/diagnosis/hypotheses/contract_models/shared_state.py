"""Hypotheses that several parameters share one state, as where it is kept under their shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

from ....enclosures.shared_enclosure import DueParameter
from ....rules.registry import Rule
from ....scenarios.model import Floats, Scenario
from ..contract_hypotheses import Hypothesis
from .group_order import GroupOrderModel

# Parameters with the same key share a state.
Key: TypeAlias = Callable[[Scenario, int], Hashable]

FEATURES = frozenset({"parameters", "groups", "none", "add-group", "dtypes"})

EXPLANATION = (
    "Each of them goes on with the state that another one left, so that its steps depend on the "
    "other's gradients. A test with one parameter passes."
)


def _shape(scenario: Scenario, i: int) -> Hashable:
    return scenario.parameters[i].value.shape


def _size(scenario: Scenario, i: int) -> Hashable:
    return math.prod(scenario.parameters[i].value.shape)


def _place_in_group(scenario: Scenario, i: int) -> Hashable:
    group = scenario.parameters[i].group
    return sum(start.group == group for start in scenario.parameters[:i])


def _group(scenario: Scenario, i: int) -> Hashable:
    return scenario.parameters[i].group


def _nothing(scenario: Scenario, i: int) -> Hashable:
    return None


# An id, who shares, and the key.
SHARING: tuple[tuple[str, str, Key], ...] = (
    ("shape", "parameters of the same shape share", _shape),
    ("size", "parameters with the same number of elements share", _size),
    ("place-in-group", "parameters at the same place of different groups share", _place_in_group),
    ("group", "the parameters of a group share", _group),
    ("all", "all parameters share", _nothing),
)


def shared_state_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, those about the fewest parameters first."""
    for name, who, key in SHARING:
        for counts, what in ((True, "one state"), (False, "one state, but not the step count")):
            yield Hypothesis(
                f"state-shared-by-{name}" + ("" if counts else "-without-count"),
                f"{who} {what}", EXPLANATION, FEATURES, shown_by=shown_by(name),
                model=partial(SharedStateModel, key, counts), needs=needs_of(name),
                needs_count=not counts,
            )  # fmt: skip


def needs_of(name: str) -> str:
    """Return the capability without which parameters cannot share a state in this way."""
    return "groups" if "group" in name else ""


def shown_by(name: str) -> str:
    """Return the feature without which it does not show."""
    return "groups" if name == "place-in-group" else "parameters"


class SharedStateModel(GroupOrderModel):
    """An optimizer in which parameters with the same key have one state.

    Args:
        key: returns the key of a parameter.
        shares_count: whether the step count belongs to the state. Then it counts the updates of all
            of them.
    """

    joins_equal_elements = False
    has_own_states = False

    def __init__(self, key: Key, shares_count: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.shares_count = shares_count
        self.keys = [key(scenario, i) for i in range(len(scenario.parameters))]

    def count(self, i: int, is_due: bool, has_joined: bool) -> None:
        # Where it is shared it advances with each update.
        if not self.shares_count:
            super().count(i, is_due, has_joined)

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        one.cell.t += self.shares_count
        super().take_step(i, one, present, shared)
        for j, other in enumerate(self.parameters):
            if j != i and self.keys[j] == self.keys[i]:
                other.t = one.cell.t if self.shares_count else other.t
                other.state = one.cell.state
                other.is_state_known = one.cell.is_state_known
                if (other.shape, other.form) != (one.cell.shape, one.cell.form):
                    # Arrays of other shapes are broadcast, or raise an exception.
                    other.make_indefinite()
