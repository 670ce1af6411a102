"""Models of optimizers in which the values in a loaded state have no effect."""

from __future__ import annotations

from typing import Any, TypeAlias

from ....enclosures.optimizer_model import Hyper, OptimizerModel
from ....rules.registry import Rule
from ....scenarios.encoding import decode_group
from ....scenarios.model import Event, Restart, Resume, Rewind, Scenario

Names: TypeAlias = frozenset[str]


class IgnoredLoadModel(OptimizerModel):
    """An optimizer that leaves the arguments of its constructor in place where it loads a state.

    Args:
        names: the hyper-parameters for which it does so.
    """

    def __init__(self, names: Names, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.names = names

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Resume(hyper, "state" | "file"):
                self.hyper = [
                    now | self.choose(given | decode_group(hyper))
                    for now, given in zip(self.hyper, self.given, strict=True)
                ]
            case Rewind():
                self.hyper = [
                    now | self.choose(given)
                    for now, given in zip(self.hyper, self.given, strict=True)
                ]

    def choose(self, hyper: Hyper) -> Hyper:
        """Return the values that are not loaded."""
        return {name: value for name, value in hyper.items() if name in self.names}


class ReplacedGroupsModel(IgnoredLoadModel):
    """An optimizer whose steps read the groups of its construction after a state is loaded.

    It does not see the groups that a loaded state puts in their place, nor what is changed in
    these.
    """

    def __init__(self, names: Names, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(names, rule, scenario, *more)
        self.read: list[Hyper] | None = None

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Rewind() | Resume(by="state" | "file"):
                self.read = [self.choose(hyper) for hyper in self.hyper]
            case Restart():
                self.read = None

    def hyper_of(self, i: int) -> Hyper:
        read = self.read[self.scenario.parameters[i].group] if self.read else {}
        return super().hyper_of(i) | read
