"""Conventions under the name of AdaBelief."""

from ..edits import ADABELIEF_OLD_AVERAGE, GLOBAL_T
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adabelief-fixed-root", "what is added inside the average is a number of its own",
        "adabelief",
        (Edit("adabelief.py", "beta2) + h.eps\n", "beta2) + 1e-16\n"),),
        "eps acts outside the root alone; eps_root, 1e-16 by default, acts inside.", ("optax",),
    ),
    Dialect(
        "adabelief-strays-from-old", "the gradient strays from the average before it",
        "adabelief",
        (ADABELIEF_OLD_AVERAGE,),
        "The difference is 1 / beta1 times as large.", ("optax (earlier versions)",),
    ),
    Dialect(
        "adabelief-global-t", "one step count for all parameters", "adabelief",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("optax", "pytorch_optimizer"), 13,
    ),
)  # fmt: skip
