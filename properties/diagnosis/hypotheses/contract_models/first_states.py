"""Hypotheses that the state of the first parameter is read for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from ....enclosures.optimizer_model import OptimizerModel
from ....enclosures.shared_enclosure import DueParameter
from ....rules.registry import Rule
from ....scenarios.model import Floats, Scenario
from ..contract_hypotheses import Hypothesis

FEATURES = frozenset({"parameters", "groups", "none", "add-group"})


def first_state_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses: the first parameter of its group, and of all groups."""
    for of_all, name, words in ((False, "group", "its group"), (True, "all", "all groups")):
        yield Hypothesis(
            f"state-of-first-of-{name}",
            f"a parameter is updated with the state of the first one of {words}",
            "It has a state of its own, which is written and not read. A test with one parameter "
            "passes.",
            FEATURES, shown_by="parameters", model=partial(FirstStateModel, of_all),
        )  # fmt: skip


class FirstStateModel(OptimizerModel):
    """An optimizer that reads the state of the first parameter, but for the step count.

    Args:
        of_all: whether the first parameter is that of all groups, and not that of each group.
    """

    joins_equal_elements = False
    has_own_states = False

    def __init__(self, of_all: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        groups = [0 if of_all else start.group for start in scenario.parameters]
        self.first = [groups.index(group) for group in groups]

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        source, cell = self.parameters[self.first[i]], one.cell
        cell.is_state_known = source.is_state_known
        if source.form is cell.form and _broadcasts(source.shape, cell.shape):
            nothing = cell.theta * 0
            cell.state = {name: value + nothing for name, value in source.state.items()}
        else:
            # The update raises an exception, or gives an array of another shape.
            cell.make_indefinite()
        super().take_step(i, one, present, shared)


def _broadcasts(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Return whether arrays of two shapes give an array of the second one."""
    try:
        return np.broadcast_shapes(shape, to) == to
    except ValueError:
        return False
