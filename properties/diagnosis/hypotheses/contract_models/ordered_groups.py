"""The model of an optimizer that updates its groups one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....enclosures.optimizer_model import OptimizerModel
from ....rules.registry import Rule
from ....scenarios.model import Event, Scenario


class OrderedGroupsModel(OptimizerModel):
    """An optimizer that updates the groups in the order in which they joined.

    Attributes:
        order: the groups that have joined so far, in this order.
    """

    def __init__(self, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.order = [group for group, joined in enumerate(self.joined) if joined]

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        self.order += [g for g, joined in enumerate(self.joined) if joined and g not in self.order]

    def in_order(self) -> Sequence[int]:
        groups = [start.group for start in self.scenario.parameters]
        joined = [i for i, group in enumerate(groups) if group in self.order]
        later = [i for i, group in enumerate(groups) if group not in self.order]
        return [*sorted(joined, key=lambda i: self.order.index(groups[i])), *later]
