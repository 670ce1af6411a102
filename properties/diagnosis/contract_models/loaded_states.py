"""Hypotheses about how a saved state is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ...enclosures.optimizer_model import OptimizerModel
from ...rules.registry import Rule
from ...scenarios.model import Event, Resume, Rewind, Scenario
from ..contract_hypotheses import Hypothesis

FEATURES = frozenset({"resume", "resume-elsewhere"})


def loads_state(event: Event) -> bool:
    """Return whether a saved state is loaded in an event."""
    return isinstance(event, Rewind) or (
        isinstance(event, Resume) and event.by in ("state", "file")
    )


def loaded_state_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses about a step count that is off, and about the order of parameters."""
    for shift, where in ((1, "ahead"), (-1, "behind")):
        yield Hypothesis(
            f"loaded-count-{where}", f"the step count is one {where} once a state is loaded",
            "All later steps are computed with a wrong step count.", FEATURES,
            model=partial(ShiftedCountModel, shift),
        )  # fmt: skip
    yield Hypothesis(
        "loaded-in-reverse", "a loaded state is given to the parameters in reverse order",
        "Parameters go on with the state of others. A test with one parameter passes.", FEATURES,
        model=ReversedLoadModel,
    )  # fmt: skip


class ShiftedCountModel(OptimizerModel):
    """An optimizer whose step count is shifted where a state is loaded."""

    def __init__(self, shift: int, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.shift = shift

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if loads_state(event):
            for cell in self.parameters:
                # A parameter that was never updated has no state to load.
                cell.t += self.shift if cell.t else 0


class ReversedLoadModel(OptimizerModel):
    """An optimizer that gives the loaded state of the first parameter to the last one."""

    joins_equal_elements = False

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if loads_state(event):
            saved = [(cell.t, cell.state, cell.shape) for cell in reversed(self.parameters)]
            for cell, (t, state, shape) in zip(self.parameters, saved, strict=True):
                cell.t, cell.state = t, state
                if shape != cell.shape:
                    cell.make_indefinite()
