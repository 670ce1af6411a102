"""Dialects of Adamax."""

from ..rules.shared_edits import GLOBAL_T, decoupled_decay_edit
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adamax-eps-after-maximum", "eps is added to the norm, not to the gradient", "adamax",
        (Edit("adamax.py", "np.abs(g) + h.eps)", "np.abs(g))"),
         Edit("adamax.py", "* m / u,", "* m / (u + h.eps),")),
        "eps does not decay with the norm and counts in every step.",
        ("keras", "tensorflow"),
    ),
    Dialect(
        "adamax-without-correction", "the first moment is not bias-corrected", "adamax",
        (Edit("adamax.py", "return theta - h.lr / (1 - beta1**t) * m / u",
              "return theta - h.lr * m / u"),),
        "The first step is multiplied by 1 - beta1; the difference fades in later steps.",
        ("mlx",), 1,
    ),
    Dialect(
        "adamax-eps-on-old-norm", "eps is added to the decayed norm, not to the gradient", "adamax",
        (Edit("adamax.py", 's["u"], np.abs(g) + h.eps)', 's["u"] + h.eps, np.abs(g))'),),
        "eps counts only where the new gradient is not larger than the decayed norm.", ("paddle",),
    ),
    Dialect(
        "adamax-global-t", "all parameters have the same step count", "adamax",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bias-corrected as if it had had one.",
        ("keras", "optax"), 13,
    ),
    Dialect(
        "adamax-decoupled-decay", "weight decay shrinks the weights directly", "adamax",
        (decoupled_decay_edit("adamax.py"),),
        "Weight decay is not divided by the norm.", ("keras",), 31,
        powers={"weight_decay": 0},
    ),
    Dialect(
        "adamax-decay-after-step", "weight decay shrinks the weights after the step", "adamax",
        (Edit("adamax.py", "g = g + h.weight_decay * theta", "pass"),
         Edit("adamax.py", "return theta - h.lr / (1 - beta1**t) * m / u,",
              "theta = theta - h.lr / (1 - beta1**t) * m / u\n"
              "        return theta * (1 - h.lr * h.weight_decay),")),
        "Weight decay is not divided by the norm, and also shrinks the newest step.", ("nadir",),
        powers={"weight_decay": 0},
    ),
    Dialect(
        "adamax-undivided-at-zero", "at beta2 = 0 the step is not divided by the norm", "adamax",
        (Edit("adamax.py", "u = np.maximum(", "u = 1.0 if not beta2 else np.maximum("),),
        "At beta2 = 0 the step is lr times the bias-corrected first moment; other values of beta2 "
        "are not affected.",
        ("nadir",),
        unsupported=frozenset({"scalable"}),
    ),
)  # fmt: skip
