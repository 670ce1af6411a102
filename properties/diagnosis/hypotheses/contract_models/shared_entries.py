"""Hypotheses that several parameters share one entry of the state, as where a group keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from ....enclosures.parameter_enclosure import ParameterEnclosure
from ....enclosures.shared_enclosure import DueParameter
from ....mutants.rule_source import read_rule
from ....mutants.scope import state_entries
from ....rules.registry import Rule
from ....scenarios.model import Floats, Scenario
from ..contract_hypotheses import Hypothesis
from .group_order import GroupOrderModel
from .shared_state import FEATURES, SHARING, Key, needs_of, shown_by

EXPLANATION = (
    "Each of them goes on with the value that another one left, so that its steps depend on those "
    "of the others. A test with one parameter passes."
)


def shared_entry_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses for a rule with several entries, those about the fewest parameters
    first."""
    entries = state_entries(read_rule(claimed))
    for name, who, key in SHARING if len(entries) > 1 else ():
        for entry in entries:
            yield Hypothesis(
                f"{entry}-shared-by-{name}", f"{who} the state {entry}", EXPLANATION, FEATURES,
                shown_by=shown_by(name), model=partial(SharedEntryModel, key, entry),
                needs=needs_of(name),
            )  # fmt: skip


class SharedEntryModel(GroupOrderModel):
    """An optimizer in which parameters with the same key have one entry of the state together.

    Args:
        key: returns the key of a parameter.
        entry: the name of the entry.
    """

    joins_equal_elements = False
    has_own_states = False

    def __init__(self, key: Key, entry: str, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.entry = entry
        self.keys = [key(scenario, i) for i in range(len(scenario.parameters))]

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        super().take_step(i, one, present, shared)
        if self.entry not in one.cell.state:
            return
        for j, other in enumerate(self.parameters):
            if j == i or self.keys[j] != self.keys[i]:
                continue
            if one.cell.is_state_known and self._fits(one.cell, other):
                other.state = {**other.state, self.entry: one.cell.state[self.entry]}
            else:
                other.make_indefinite()

    def _fits(self, owner: ParameterEnclosure, other: ParameterEnclosure) -> bool:
        """Return whether the entry of one parameter can be that of another.

        An array of another shape is broadcast, or raises an exception.
        """
        shape = np.shape(owner.state[self.entry])
        return owner.form == other.form and (shape == () or owner.shape == other.shape)
