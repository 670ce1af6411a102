"""The model of an optimizer that updates with values that it was constructed with."""

from __future__ import annotations

from typing import Any, TypeAlias

from ....enclosures.optimizer_model import Hyper, OptimizerModel
from ....rules.registry import Rule
from ....scenarios.encoding import decode_group
from ....scenarios.model import Event, Restart, Resume, Rewind, Scenario

Names: TypeAlias = frozenset[str]


class ConstructedValuesModel(OptimizerModel):
    """An optimizer that updates all groups with some of the values of its construction.

    An optimizer that is rebuilt gets the values of the first group at that time, or those of the
    resumption. A copy keeps the values of the original.

    Args:
        names: the hyper-parameters.
    """

    def __init__(self, names: Names, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.names = names
        self.constructed = self._choose(self.given[0])

    def _choose(self, hyper: Hyper) -> Hyper:
        return {name: value for name, value in hyper.items() if name in self.names}

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Resume(hyper, "state" | "file"):
                self.constructed = self._choose(self.given[0] | decode_group(hyper))
            case Restart() | Rewind():
                self.constructed = self._choose(self.given[0])

    def hyper_of(self, i: int) -> Hyper:
        return super().hyper_of(i) | self.constructed
