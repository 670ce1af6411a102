"""Laws about rules whose parameters are evaluated at another point than that of their gradients."""

from __future__ import annotations

from ..comparison.evidence import Evidence, combine_evidence
from ..comparison.trajectories import compare_within_rounding
from ..scenarios.model import Look
from ..scenarios.transforms import insert_events
from .law import MUST, law
from .resuming import middle, without_frame
from .trial import Trial

REPORT_ORDER = 57


@law("evaluation-mode", MUST, capabilities=("eval mode",), traits=("evaluation mode",))
def evaluation_mode(trial: Trial) -> Evidence | None:
    """Switching to evaluation mode and back changes no later step, also if each mode is set twice.

    MUST: a training run must not depend on how often it is evaluated, and callbacks of a training
    loop set a mode that is set already.

    Fix: Store the mode. Let eval() and train() return at once if the mode is set already, and let
    train() restore what eval() has changed.

    Source: schedulefree, the package of the authors of schedule-free learning, whose eval() and
    train() do so.
    """
    at = middle(trial.scenario)
    if at is None:
        return None
    once, twice = (insert_events(trial.scenario, at, Look(calls)) for calls in (1, 2))
    shown = trial.run(once)
    bounds = trial.enclosure(once)
    again = compare_within_rounding(
        once, trial.run(twice), shown, bounds, "with each mode set twice"
    )
    plain = trial.run(trial.scenario)
    unchanged = compare_within_rounding(
        trial.scenario,
        without_frame(shown, at),
        plain,
        bounds.without_frame(at),
        "with a look at the parameters",
    )
    return combine_evidence((unchanged, again))
