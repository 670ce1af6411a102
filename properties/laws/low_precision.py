"""Laws about what low precision rounds away."""

from __future__ import annotations

import numpy as np

from ..comparison.evidence import Evidence, broken_evidence, holding_evidence
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import Floats, HyperValue, Precision, Scenario, Start, Step, encode_array
from ..scenarios.transforms import change
from ..subjects.trajectory import SubjectError
from .law import SHOULD, law
from .trial import Trial

REPORT_ORDER = 115

# Equal elements, so many that random rounding moves some of them for certain.
ELEMENTS = 16
START = 0.75

# Steps in which the decay adds up to several units in the last place.
STEPS = 64
SEVERAL = 4

# For each precision, learning rates whose product with the weight decay is below half a unit in the
# last place, and that unit.
DECAY = 0.1
RATES: dict[Precision, tuple[float, float]] = {
    "bfloat16": (2.0**-7, 2.0**-8),
    "float16": (2.0**-10, 2.0**-11),
}


@law(
    "small-decay",
    SHOULD,
    hyper=("lr", "weight_decay"),
    capabilities=("bfloat16",),
    families=("half",),
    frequency="few",
)
def small_decay(trial: Trial) -> Evidence | None:
    """In low precision, a weight decay below half a unit in the last place adds up over the steps.

    SHOULD: rounding to nearest loses it at every step, so that the model trains without weight
    decay; stochastic rounding or a float32 copy of the parameters keeps it.

    Fix: Keep a float32 copy of the parameters for the update, or round the new parameters up or
    down at random, with the distances as probabilities.

    Source: Zamirai et al., Revisiting BFloat16 training, 2020; report OneTrainer#996.
    """
    dtype = trial.scenario.dtype
    if dtype not in RATES:
        return None
    rate, unit = RATES[dtype]
    scenario = _decaying_scenario(trial, rate)
    mids = trial.enclosure(change(scenario, dtype="float64")).mid
    first, last = (float(mids[k][0].ravel()[0]) for k in (0, -1))
    if not (0 < START - first < unit / 2 and START - last > SEVERAL * unit):
        return None
    outcome = trial.outcome(scenario)
    if isinstance(outcome, SubjectError):
        return None
    ended: Floats = outcome.frames[-1][0].astype(np.float64)
    if (ended != START).any():
        return holding_evidence()
    return broken_evidence(
        f"in {dtype}, {STEPS} steps with lr={rate:.3g} and weight_decay={DECAY} leave {START} as "
        f"it is, where weight decay makes it {last:.4g}: the first step takes off "
        f"{START - first:.2g}, which is below half a unit in the last place ({unit / 2:.2g}), and "
        "every step is rounded back"
    )


def _decaying_scenario(trial: Trial, rate: float) -> Scenario:
    """Return steps without gradients, of which one frame is after the first step."""
    shape = (2,) * trial.rule.dimensions if trial.rule.dimensions else (ELEMENTS,)
    still = encode_array(np.zeros(shape))
    hyper: dict[str, HyperValue] = {"lr": rate, "weight_decay": DECAY}
    given = {n: trial.rule.defaults[n] for n in trial.subject.capabilities.required} | hyper
    return Scenario(
        trial.scenario.rule,
        trial.scenario.dtype,
        (Start(encode_array(np.full(shape, START))),),
        ({name: encode_hyper(value) for name, value in given.items()},),
        (Step((still,)), Step((still,), times=STEPS - 1)),
    )
