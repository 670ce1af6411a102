"""Models of optimizers that read some numbers of a formula from an earlier time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from ....enclosures.optimizer_model import Hyper, OptimizerModel
from ....rules.registry import Rule, edit_rule
from ....rules.source_edits import Edit
from ....scenarios.encoding import decode_group
from ....scenarios.model import Event, Restart, Resume, Rewind, Scenario

Time: TypeAlias = Literal["construction", "first step"]


def former_name(hyper: str, time: Time) -> str:
    """Return the name under which a formula reads the former value of a hyper-parameter."""
    return f"{hyper}_at_{time.replace(' ', '_')}"


class FormerValuesModel(OptimizerModel):
    """An optimizer whose formula reads present and former values of hyper-parameters.

    With several groups, the values of the construction are those of the first group. The values of
    the first step are kept with the state of a parameter.

    Args:
        time: the time of the former values.
        edits: the edits of the source, in which former values have the name ``former_name``.
    """

    def __init__(
        self, time: Time, edits: tuple[Edit, ...], rule: Rule, scenario: Scenario, *more: Any
    ):
        changed = replace(rule, ball_update=_ball_update(rule.name, edits))
        super().__init__(changed, scenario, *more)
        self.time = time
        self.constructed = dict(self.given[0])
        self.of_first_step: dict[int, Hyper] = {}

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Resume(hyper, "state" | "file"):
                # The optimizer is rebuilt with the values of the time, and then loads the state.
                self.constructed = dict(self.given[0]) | decode_group(hyper)
            case Restart() | Rewind():
                self.constructed = dict(self.given[0])
                self.of_first_step = {} if isinstance(event, Restart) else self.of_first_step

    def hyper_of(self, i: int) -> Hyper:
        now = super().hyper_of(i)
        former = self.constructed
        if self.time == "first step":
            former = self.of_first_step.setdefault(i, dict(now))
        return now | {former_name(name, self.time): value for name, value in former.items()}


@lru_cache(maxsize=64)
def _ball_update(name: str, edits: tuple[Edit, ...]) -> Callable[..., Any]:
    return edit_rule(name, edits).ball_update
