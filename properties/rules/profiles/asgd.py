"""The profile of ASGD."""

from __future__ import annotations

from ..profile import Profile
from ..rounding_allowances import SELF_DECAY, Allowance
from ..source_edits import Edit

PROFILE = Profile(
    quantities={
        "ax": "the averaged parameter",
        "eta": "the learning rate of the step",
        "mu": "the weight of the average",
    },
    values={
        "alpha": (0.75, 1.0, 0.5, 2.0),
        "lambd": (0.5, 0.0, 1e-4, 0.1, 1.0),
        "t0": (1e6, 0.0, 1.0, 3.0),
    },
    scaled=("lr", "lambd"),
    uncompared="the averaged parameters, with t0: ASGD keeps them in its state, which differs from "
    "library to library",
    halved=("alpha",),
    synonyms={"alpha": (("alpha",), ("power",)), "lambd": (("lambd",),)},
    allowances=(
        Allowance(
            SELF_DECAY,
            (
                Edit(
                    "asgd.py",
                    "g = g + h.weight_decay * theta",
                    "g = g + h.weight_decay * theta; theta = theta.widened(theta.rounding(1))",
                ),
            ),
        ),
        # lambda theta may overflow or underflow where lr lambda theta does not.
        Allowance(
            "both decays added to the gradient",
            (
                Edit(
                    "asgd.py",
                    "theta = theta * (1 - h.lambd * eta) - eta * g",
                    "theta = theta.widened((h.lambd * theta).rounding(0)); "
                    "theta = theta * (1 - h.lambd * eta) - eta * g",
                ),
            ),
        ),
    ),
    # torch keeps the scalars of its schedules in its default dtype, whatever the dtype of the
    # parameters, and rounds the factors to it.
    reduced_precision=Allowance(
        "the step size is computed in float32",
        (
            Edit("asgd.py", 'eta = s.get("eta", h.lr)', 'eta = s.get("eta", h.lr).in_single()'),
            Edit(
                "asgd.py",
                "h.lr / (1 + h.lambd * h.lr * t) ** h.alpha",
                "(h.lr / ((1 + (h.lambd * h.lr * t).in_single()).in_single() ** h.alpha)"
                ".in_single()).in_single()",
            ),
        ),
        exact={"lr": 0.5, "lambd": 0.0},
        discriminating={"lr": 0.5, "lambd": 0.5},
    ),
    torch_class="ASGD",
)
