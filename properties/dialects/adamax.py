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
)  # fmt: skip
