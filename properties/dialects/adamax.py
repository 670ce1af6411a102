"""Conventions under the name of Adamax."""

from ..edits import GLOBAL_T, decoupled
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adamax-eps-after-maximum", "eps is added to the norm, not to the gradient", "adamax",
        (Edit("adamax.py", "np.abs(g) + h.eps)", "np.abs(g))"),
         Edit("adamax.py", "* m / u,", "* m / (u + h.eps),")),
        "eps does not decay with the norm, and counts in every step.",
        ("keras", "tensorflow"),
    ),
    Dialect(
        "adamax-without-correction", "no bias correction", "adamax",
        (Edit("adamax.py", "return theta - h.lr / (1 - beta1**t) * m / u",
              "return theta - h.lr * m / u"),),
        "The first step is 1 - beta1 times as long as it should be, later ones less so.",
        ("mlx",), 1,
    ),
    Dialect(
        "adamax-eps-on-old-norm", "eps is added to the old norm, not to the gradient", "adamax",
        (Edit("adamax.py", 's["u"], np.abs(g) + h.eps)', 's["u"] + h.eps, np.abs(g))'),),
        "eps counts only where the new gradient is no larger than the decayed norm.", ("paddle",),
    ),
    Dialect(
        "adamax-global-t", "one step count for all parameters", "adamax",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("keras", "optax"), 13,
    ),
    Dialect(
        "adamax-decoupled-decay", "decay shrinks the parameters", "adamax",
        (decoupled("adamax.py"),),
        "Decay is not divided by the norm.", ("keras",), 31,
        powers={"weight_decay": 0},
    ),
    Dialect(
        "adamax-decay-after-step", "decay shrinks the parameters after the step", "adamax",
        (Edit("adamax.py", "g = g + h.weight_decay * theta", "pass"),
         Edit("adamax.py", "return theta - h.lr / (1 - beta1**t) * m / u,",
              "theta = theta - h.lr / (1 - beta1**t) * m / u\n"
              "        return theta * (1 - h.lr * h.weight_decay),")),
        "Decay is not divided by the norm, and shrinks the newest step too.", ("nadir",),
        powers={"weight_decay": 0},
    ),
    Dialect(
        "adamax-undivided-at-zero", "beta2 = 0 means no division", "adamax",
        (Edit("adamax.py", "u = np.maximum(", "u = 1.0 if not beta2 else np.maximum("),),
        "At beta2 = 0 alone: the step is the corrected average of the gradients.",
        ("nadir",),
        lacks=frozenset({"scalable"}),
    ),
)  # fmt: skip
