"""Hypotheses that a second optimizer goes on with what the first one left."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from ....enclosures.optimizer_model import OptimizerModel
from ....scenarios.model import Event, OtherStep, Restart, Rewind
from ..contract_hypotheses import Hypothesis

EXPLANATION = (
    "A second optimizer goes on with what the first one left. It may be on the class, in a module "
    "or in a default argument; each instance should have its own."
)


class SharedStateModel(OptimizerModel):
    """An optimizer whose state a second one for the same parameters goes on with."""

    keeps_state_at: ClassVar[tuple[type[Event], ...]] = (Restart,)

    def run_event(self, k: int, event: Event) -> None:
        kept = [(cell.state, cell.is_state_known, cell.t) for cell in self.parameters]
        super().run_event(k, event)
        if isinstance(event, self.keeps_state_at):
            for cell, (state, is_known, t) in zip(self.parameters, kept, strict=True):
                cell.state, cell.is_state_known, cell.t = state, is_known, t


class UnsavedSharedStateModel(SharedStateModel):
    """The same, where the state is neither saved nor loaded."""

    keeps_state_at = (Restart, Rewind)


class SharedCountModel(OptimizerModel):
    """An optimizer whose step count a second one advances too, and goes on with."""

    def run_event(self, k: int, event: Event) -> None:
        counts = [cell.t for cell in self.parameters]
        if isinstance(event, OtherStep):
            for cell, gradient in zip(self.parameters, event.gradients, strict=True):
                cell.t += gradient is not None
        super().run_event(k, event)
        if isinstance(event, Restart):
            for cell, t in zip(self.parameters, counts, strict=True):
                cell.t = t


SHARED_STATE = Hypothesis(
    "state-shared-by-instances", "all instances share their state", EXPLANATION, frozenset(),
    model=SharedStateModel,
)  # fmt: skip
UNSAVED_SHARED_STATE = replace(SHARED_STATE, model=UnsavedSharedStateModel)
SHARED_COUNT = Hypothesis(
    "count-shared-by-instances", "all instances share one step count", EXPLANATION, frozenset(),
    model=SharedCountModel,
)  # fmt: skip

# The ids of what makes the results of a run depend on earlier ones.
SHARED_BY_INSTANCES = (SHARED_STATE.id, SHARED_COUNT.id)
