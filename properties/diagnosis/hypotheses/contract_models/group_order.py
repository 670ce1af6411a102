"""The model of an optimizer in which the order of the updates matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....enclosures.shared_enclosure import DueParameter
from ....rules.registry import Rule
from ....scenarios.model import Floats, Scenario
from .ordered_groups import OrderedGroupsModel


class GroupOrderModel(OrderedGroupsModel):
    """An optimizer that updates one group after the other, where each may affect later ones.

    The state of a parameter without elements is computed too, because others may depend on it. A
    step of one that goes on with a state of another shape may raise an exception, so that nothing
    is known of any parameter.
    """

    def __init__(self, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        for cell in self.parameters:
            cell.steps_empty = True

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        if one.cell.theta.size or one.cell.is_state_known:
            super().take_step(i, one, present, shared)
        else:
            for cell in self.parameters:
                cell.make_indefinite()
