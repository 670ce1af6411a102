"""Laws about parameters that are written from outside the optimizer."""

from __future__ import annotations

from ..comparison.evidence import Evidence
from ..scenarios.model import Array, Write
from ..scenarios.transforms import insert_events
from .changed_runs import compare_changed_run
from .law import MUST, law
from .resuming import middle
from .trial import Trial

REPORT_ORDER = 55

# Exact in every precision; as many as are necessary to differ from what a step gives.
VALUES = tuple(value.hex() for value in (0.75, -0.25, 1.5))


@law("written", MUST, capabilities=("write",), traits=("one point",))
def written(trial: Trial) -> Evidence | None:
    """A step starts from the values that the parameters hold, also where others wrote them.

    MUST: models are loaded, clamped and swapped with averages between steps; an optimizer with a
    copy of its own undoes that. Rules with an evaluation mode are not tested: an optimizer may keep
    the point of evaluation and compute the parameters from it.

    Fix: Read the parameter at each step. Do not keep a copy of it from the previous step.

    Source: torch: load_state_dict of a model writes into its parameters in place.
    """
    at = middle(trial.scenario)
    if at is None:
        return None
    values = tuple(Array(start.value.shape, VALUES) for start in trial.scenario.parameters)
    scenario = insert_events(trial.scenario, at, Write(values))
    return compare_changed_run(trial, scenario)
