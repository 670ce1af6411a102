"""Models of optimizers that update a parameter with the values of another group or time."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from ....enclosures.optimizer_model import Hyper, OptimizerModel
from ....rules.registry import Rule
from ....scenarios.model import AddGroup, Event, Restart, Scenario

Names: TypeAlias = frozenset[str]
Source: TypeAlias = Literal["first", "last"]


class OtherGroupModel(OptimizerModel):
    """An optimizer that updates all groups with some of the present values of one group.

    Args:
        source: the group: the first one, or the last one that has joined.
        names: the hyper-parameters.
    """

    def __init__(self, source: Source, names: Names, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.source = source
        self.names = names
        self.last = max((g for g, joined in enumerate(self.joined) if joined), default=0)

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if isinstance(event, AddGroup):
            self.last = event.group

    def hyper_of(self, i: int) -> Hyper:
        group = 0 if self.source == "first" else self.last
        return super().hyper_of(i) | {n: v for n, v in self.hyper[group].items() if n in self.names}


class LateGroupModel(OptimizerModel):
    """An optimizer in which a group that is added later does not get some of its values.

    Args:
        of_first: whether it gets those of the first group, instead of the defaults.
        names: the hyper-parameters.
    """

    def __init__(self, of_first: bool, names: Names, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.of_first = of_first
        self.names = names

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if isinstance(event, AddGroup):
            source = self.hyper[0] if self.of_first else self.rule.defaults
            self.hyper[event.group] |= {n: source[n] for n in self.names}


class FirstStepValuesModel(OptimizerModel):
    """An optimizer that updates a parameter with some of the values of its first step.

    They are kept with its state.

    Args:
        names: the hyper-parameters.
    """

    def __init__(self, names: Names, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.names = names
        self.kept_values: dict[int, Hyper] = {}

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if isinstance(event, Restart):
            self.kept_values = {}

    def hyper_of(self, i: int) -> Hyper:
        now = super().hyper_of(i)
        chosen = {n: v for n, v in now.items() if n in self.names}
        return now | self.kept_values.setdefault(i, chosen)
