"""The enclosure around a trajectory of SGD, and an error of 16 machine epsilons that leaves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from properties.comparison.evidence import THRESHOLD
from properties.enclosures.evaluate import Enclosure, enclose
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory

from .chart import BLUE, GRAY, RED, render_curves

STEPS = 12
EPSILON = float(np.finfo(np.float64).eps)
STEP = "return theta - h.lr * u, "
REORDERED = Edit("sgd.py", STEP, "return theta - u * h.lr, ")
WRONG = Edit("sgd.py", STEP, "return theta - h.lr * (1 + 2.0**-48) * u, ")


def render() -> str:
    """Render how far three values are from the midpoint of the enclosure, after each step."""
    upper, correct, wrong = (measure_deviations(name) for name in ("bound", "correct", "wrong"))
    return render_curves(
        {
            "twice the rounding bound": [THRESHOLD * r for r in upper],
            "and its negative": [-THRESHOLD * r for r in upper],
            "another order of operations": correct,
            "lr wrong by 16 epsilons": wrong,
        },
        (BLUE, BLUE, GRAY, RED),
        "step",
        "distance from the midpoint, epsilons",
    )


def measure_deviations(what: str) -> list[float]:
    """Return, for each step, the radius of the enclosure or the distance from its midpoint.

    Args:
        what: "bound" for the radius, else "correct" or "wrong" for the run of an optimizer.
    """
    scenario = build_scenario()
    enclosure = enclose(rules()["sgd"], scenario)
    if what == "bound":
        return _in_epsilons([float(radii[0][0]) for radii in enclosure.rad])
    edit = REORDERED if what == "correct" else WRONG
    run = CoreSubject("sgd", build_variant([edit])).run(scenario)
    assert isinstance(run, Trajectory)
    return _in_epsilons(_distances(run, enclosure))


def build_scenario() -> Scenario:
    """Build the scenario of the picture: one number, a few steps with momentum."""
    gradients = np.random.default_rng(0).standard_normal(STEPS) + 0.5
    hyper = {"lr": encode_hyper(0.1), "momentum": encode_hyper(0.5)}
    steps = tuple(Step((encode_array([g]),)) for g in gradients)
    return Scenario("sgd", "float64", (Start(encode_array([0.0])),), (hyper,), steps)


def _distances(run: Trajectory, enclosure: Enclosure) -> list[float]:
    pairs = zip(run.frames, enclosure.mid, strict=True)
    return [float((values[0] - mids[0])[0]) for values, mids in pairs]


def _in_epsilons(values: Sequence[float]) -> list[float]:
    return [value / EPSILON for value in values]
