"""Dialects of AdaBelief."""

from ..rules.profiles.adabelief import OLD_AVERAGE
from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adabelief-fixed-root", "eps inside the average is a separate constant", "adabelief",
        (Edit("adabelief.py", "beta2) + h.eps\n", "beta2) + 1e-16\n"),),
        "eps is added outside the root only; eps_root, 1e-16 by default, is added inside the "
        "average.", ("optax",),
    ),
    Dialect(
        "adabelief-strays-from-old", "the second moment uses the previous gradient average",
        "adabelief",
        (OLD_AVERAGE,),
        "The difference between the gradient and its average is 1 / beta1 times as large.",
        ("optax (earlier versions)",),
    ),
    Dialect(
        "adabelief-global-t", "all parameters have the same step count", "adabelief",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bias-corrected as if it had had one.",
        ("optax", "pytorch_optimizer"), 13,
    ),
)  # fmt: skip
