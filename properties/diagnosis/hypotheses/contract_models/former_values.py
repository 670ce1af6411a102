"""Models of optimizers that read some numbers of a formula from another time or parameter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from ....enclosures.optimizer_model import Hyper
from ....mutants.scope import COUNT
from ....rules.registry import Rule, edit_rule
from ....rules.source_edits import Edit
from ....scenarios.encoding import decode_group
from ....scenarios.model import Event, Restart, Resume, Rewind, Scenario
from .ordered_groups import OrderedGroupsModel

Origin: TypeAlias = Literal[
    "construction", "joining", "first step", "first group", "last group", "same count",
    "first parameter", "first of all", "optimizer",
]  # fmt: skip


def former_name(hyper: str, origin: Origin) -> str:
    """Return the name under which a formula reads the value of a number from elsewhere."""
    return f"{hyper}_at_{origin.replace(' ', '_')}"


class FormerValuesModel(OrderedGroupsModel):
    """An optimizer whose formula reads numbers of its own group, and numbers from elsewhere.

    With several groups, the values of the construction are those of the first group, and those of
    the joining the ones with which a group was constructed or added. The values of
    the first step are kept with the state of a parameter. The first values with a step count are
    kept until the optimizer is rebuilt.

    Args:
        origin: where the other numbers come from.
        edits: the edits of the source, in which these numbers have the name ``former_name``.
        is_lost: whether the count of the optimizer starts anew after an event.
    """

    def __init__(
        self,
        origin: Origin,
        edits: tuple[Edit, ...],
        is_lost: Callable[[Event], bool],
        rule: Rule,
        scenario: Scenario,
        *more: Any,
    ):
        changed = replace(rule, ball_update=_ball_update(rule.name, edits))
        super().__init__(changed, scenario, *more)
        self.origin = origin
        self.is_lost = is_lost
        self.constructed = dict(self.given[0])
        self.of_joining = [dict(values) for values in self.given]
        self.of_first_step: dict[int, Hyper] = {}
        self.of_count: dict[int, Hyper] = {}
        self.first_counts: dict[int, float] = {}
        self.steps = 0

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Resume(hyper, "state" | "file"):
                # The optimizer is rebuilt with the values of the time, and then loads the state.
                rebuilt = [dict(values) | decode_group(hyper) for values in self.given]
                self.constructed, self.of_joining = rebuilt[0], rebuilt
                self.of_count = {}
            case Restart() | Rewind():
                self.constructed = dict(self.given[0])
                self.of_joining = [dict(values) for values in self.given]
                self.of_first_step = {} if isinstance(event, Restart) else self.of_first_step
                self.of_count = {}
                self.steps = 0 if isinstance(event, Restart) else self.steps

        if self.is_lost(event):
            self.steps = 0

    def update_parameters(self, k: int) -> None:
        self.first_counts = {}
        self.steps += 1
        super().update_parameters(k)

    def hyper_of(self, i: int) -> Hyper:
        now = super().hyper_of(i)
        elsewhere = self._values_elsewhere(i, now)
        return now | {former_name(name, self.origin): value for name, value in elsewhere.items()}

    def _values_elsewhere(self, i: int, now: Hyper) -> Hyper:
        count = self.parameters[i].t
        match self.origin:
            case "construction":
                return self.constructed
            case "joining":
                return self.of_joining[self.scenario.parameters[i].group]
            case "first step":
                return self.of_first_step.setdefault(i, dict(now))
            case "first group":
                return self.hyper[0]
            case "last group":
                return self.hyper[max(k for k, joined in enumerate(self.joined) if joined)]
            case "same count":
                return self.of_count.setdefault(count, dict(now))
            case "first parameter":
                group = self.scenario.parameters[i].group
                return {COUNT: self.first_counts.setdefault(group, float(count))}
            case "first of all":
                return {COUNT: self.first_counts.setdefault(0, float(count))}
            case "optimizer":
                return {COUNT: float(self.steps)}


@lru_cache(maxsize=64)
def _ball_update(name: str, edits: tuple[Edit, ...]) -> Callable[..., Any]:
    return edit_rule(name, edits).ball_update
