"""The profile of Lion, with scenarios close to a change of sign, from both sides."""

from __future__ import annotations

from ...scenarios.encoding import encode_hyper
from ...scenarios.model import Array, Precision, Scenario, Start, Step
from ..other_form import OtherForm
from ..profile import Profile
from ..rounding_allowances import decay_subtracted_last

# With weight decay as a factor, as in the code of the paper.
DECAY_AS_FACTOR = OtherForm(
    "update",
    """u = np.sign(average(s["m"], g, beta1)) + h.weight_decay * theta
return theta - h.lr * u, {"m": average(s["m"], g, beta2)}
""",
    """direction = np.sign(average(s["m"], g, beta1))
m = average(s["m"], g, beta2)
return theta * (1 - h.lr * h.weight_decay) - h.lr * direction, {"m": m}
""",
)

# Pairs of betas with different positions of the tie.
BETAS = ((0.5, 0.75), (0.75, 0.5), (0.875, 0.9375))

# Smallest relative distance from the tie, as a negative power of two.
NEAREST: dict[Precision, int] = {"float64": 50, "float32": 21}


def near_ties() -> list[Scenario]:
    """Return scenarios near the tie.

    After a gradient of 1 the sign changes at :math:`-\\beta_1 (1 - \\beta_2) / (1 - \\beta_1)`.
    """
    return [_near_tie(betas, dtype) for dtype in NEAREST for betas in BETAS]


def _near_tie(betas: tuple[float, float], dtype: Precision) -> Scenario:
    beta1, beta2 = betas
    tie = -beta1 * (1 - beta2) / (1 - beta1)
    off = [side * 2.0**-k for k in range(2, NEAREST[dtype]) for side in (1, -1)]
    shape = (len(off),)
    return Scenario(
        "lion",
        dtype,
        (Start(_constant_array(0.0, shape), 0),),
        (
            {
                "lr": encode_hyper(1.0),
                "betas": encode_hyper(betas),
                "weight_decay": encode_hyper(0.0),
            },
        ),
        (
            Step((_constant_array(1.0, shape),)),
            Step((Array(shape, tuple((tie * (1 + x)).hex() for x in off)),)),
        ),
    )


def _constant_array(number: float, shape: tuple[int, ...]) -> Array:
    return Array(shape, (number.hex(),))


PROFILE = Profile(
    forms=(DECAY_AS_FACTOR,),
    quantities={"direction": "the direction of the step"},
    allowances=(decay_subtracted_last("lion.py", "h.lr * u, "),),
    extra_scenarios=near_ties,
    closed_forms=("decay-factor",),
)
