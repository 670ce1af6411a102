"""The profile of SGD."""

from __future__ import annotations

from ...scenarios.model import HyperValue
from ..other_form import OtherForm
from ..profile import Hyper, Profile
from ..rounding_allowances import SELF_DECAY, Allowance
from ..source_edits import Edit

VELOCITY = 'v = h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g'
DAMPENED_FIRST = Edit(
    "sgd.py", VELOCITY, 'v = h.momentum * s.get("v", 0 * g) + (1 - h.dampening) * g'
)
LR_INSIDE = (
    Edit(
        "sgd.py",
        VELOCITY,
        'v = h.momentum * s["v"] + h.lr * (1 - h.dampening) * g if "v" in s else h.lr * g',
    ),
    Edit("sgd.py", "return theta - h.lr * u, {", "return theta - u, {"),
    Edit("sgd.py", "u = g + h.momentum * v", "u = h.lr * g + h.momentum * v"),
)

# With a velocity that is kept without momentum too, and starts at 0. Without momentum there is no
# dampening, and a velocity that is not stored.
WITHOUT_BRANCHES = OtherForm(
    "update",
    f"""if not h.momentum:
    return theta - h.lr * g, s
{VELOCITY}
u = g + h.momentum * v if h.nesterov else v
return theta - h.lr * u, {{"v": v}}
""",
    """weight = 1 - h.dampening if h.momentum and "v" in s else 1.0
velocity = h.momentum * s.get("v", 0.0) + weight * g
step = g + h.momentum * velocity if h.nesterov else velocity
return theta - h.lr * step, {"v": velocity} if h.momentum else s
""",
)

# With a velocity that starts at 0, which is not dampened at the first step.
FROM_ZERO = OtherForm(
    "update",
    VELOCITY,
    """weight = 1 - h.dampening if "v" in s else 1.0
v = h.momentum * s.get("v", 0.0) + weight * g
""",
)


def is_valid(hyper: Hyper) -> bool:
    """Return whether Nesterov momentum, if used, has momentum and no dampening."""
    return not hyper["nesterov"] or bool(hyper["momentum"] and not hyper["dampening"])


def make_valid(defaults: Hyper, drawn: dict[str, HyperValue]) -> None:
    """Set momentum and dampening to values that Nesterov momentum allows, or switch it off."""
    if is_valid({**defaults, **drawn}):
        return
    complete = {**defaults, **drawn}
    if not complete["momentum"] and "momentum" in drawn:
        drawn["momentum"] = 0.5
    if complete["dampening"] and "dampening" in drawn:
        drawn["dampening"] = 0.0
    if "nesterov" in drawn and not is_valid({**defaults, **drawn}):
        drawn["nesterov"] = False


PROFILE = Profile(
    forms=(FROM_ZERO, WITHOUT_BRANCHES),
    quantities={
        "weight": "the weight of the gradient",
        "v": "the velocity",
        "velocity": "the velocity",
        "u": "the direction of the step",
        "step": "the direction of the step",
    },
    values={"dampening": (0.0, 0.5, 0.25, 0.9, 1.0)},
    is_valid=is_valid,
    make_valid=make_valid,
    synonyms={
        "momentum": (
            ("momentum",), ("mu",), ("mom",), ("momentum_coef",), ("momentum_factor",), ("beta",),
        ),
        "dampening": (("dampening",), ("damping",), ("tau",)),
    },
    allowances=(
        Allowance(
            SELF_DECAY,
            (
                Edit(
                    "sgd.py",
                    "g = g + h.weight_decay * theta",
                    "g = g + h.weight_decay * theta; theta = theta.widened(theta.rounding(1))",
                ),
            ),
        ),
    ),
    torch_class="SGD",
    closed_forms=("zero-momentum",),
    training_lr=0.5,
    other_algorithms=("sign_sgd", "acc_sgd", "nesterov_sgd", "sgdp", "sgdw", "sgdr"),
)  # fmt: skip
