"""Laws about mixed precision: gradients of a scaled loss, and steps that are skipped."""

from __future__ import annotations

from ..comparison.evidence import Evidence
from ..comparison.trajectories import compare_with_enclosure
from ..scenarios.model import Array, Step
from ..scenarios.transforms import change, insert_events
from .changed_runs import undecided_if_deviating
from .law import MUST, law
from .resuming import middle, without_frame
from .trial import Trial

REPORT_ORDER = 95

SCALE = (4.0).hex()


@law("loss-scaling", MUST, capabilities=("loss scaling",))
def loss_scaling(trial: Trial) -> Evidence | None:
    """Gradients of a scaled loss are divided by the scale; an overflow skips a step and its count.

    MUST: a scaler leaves both to an optimizer that declares to support them.

    Fix: Divide by grad_scale once for each step, and return before anything changes where
    found_inf is set.

    Source: torch.amp.GradScaler, and the fused optimizers of torch.
    """
    scenario, at = trial.scenario, middle(trial.scenario)
    if at is None:
        return None
    usual = scenario.events[at]
    assert isinstance(usual, Step)
    if usual.sparse or usual.closure or usual.hooks or usual.times > 1:
        return None
    scaled = change(usual, loss_scale=SCALE)
    infinite = tuple(g and Array(g.shape, ("inf",)) for g in usual.gradients)
    skipped = change(scaled, gradients=infinite, overflow=True)
    events = (*scenario.events[:at], scaled, *scenario.events[at + 1 :])
    run = trial.run(insert_events(change(scenario, events=events), at, skipped))
    evidence = compare_with_enclosure(scenario, without_frame(run, at), trial.enclosure(scenario))
    return undecided_if_deviating(trial, evidence)
