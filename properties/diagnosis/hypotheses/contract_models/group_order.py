"""The model of an optimizer in which the order of the updates matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ....enclosures.optimizer_model import OptimizerModel
from ....enclosures.shared_enclosure import DueParameter
from ....rules.registry import Rule
from ....scenarios.model import Event, Floats, Scenario


class GroupOrderModel(OptimizerModel):
    """An optimizer that updates the groups one after the other, in the order in which they joined.

    The state of a parameter without elements is computed too, because others may depend on it. A
    step of one that goes on with a state of another shape may raise an exception, so that nothing
    is known of any parameter.

    Attributes:
        order: the groups that have joined so far, in this order.
    """

    def __init__(self, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.order = [group for group, joined in enumerate(self.joined) if joined]
        for cell in self.parameters:
            cell.steps_empty = True

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        self.order += [g for g, joined in enumerate(self.joined) if joined and g not in self.order]

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        if one.cell.theta.size or one.cell.is_state_known:
            super().take_step(i, one, present, shared)
        else:
            for cell in self.parameters:
                cell.make_indefinite()

    def due_parameters(self, k: int) -> Iterator[tuple[int, DueParameter, Floats | None]]:
        groups = [start.group for start in self.scenario.parameters]
        yield from sorted(
            super().due_parameters(k), key=lambda due: self.order.index(groups[due[0]])
        )
