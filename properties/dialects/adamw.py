"""Dialects of AdamW."""

from ..rules.profiles.adam import (
    CORRECTED_AVERAGES,
    EPS_FLOOR,
    EPS_HAT,
    EPS_INSIDE,
    SGD_AT_ZERO,
    UNCORRECTED,
)
from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

DECOUPLED = "theta = theta * (1 - h.lr * h.weight_decay)"

DIALECTS = (
    Dialect(
        "adamw-decay-without-lr", "weight decay is not multiplied by lr", "adamw",
        (Edit("adamw.py", DECOUPLED, "theta = theta * (1 - h.weight_decay)"),),
        "Weight decay does not shrink with lr; in the paper only the schedule multiplier scales "
        "it.",
        ("chainer", "optimi (decouple_lr)"), 34,
    ),
    Dialect(
        "adamw-global-t", "all parameters have the same step count", "adamw",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bias-corrected as if it had had one.",
        ("keras", "optax", "tinygrad"), 13,
    ),
    Dialect(
        "adamw-eps-hat", "eps is added before the bias correction", "adamw",
        (EPS_HAT,),
        "eps counts 31.6 times as much at the first step, as in Adam of the same libraries.",
        ("keras", "tensorflow", "thinc"), 21,
    ),
    Dialect(
        "adamw-uncorrected", "the moments are not bias-corrected", "adamw",
        UNCORRECTED,
        "Early steps are up to (1 - beta1) / sqrt(1 - beta2) times as large.", ("mlx",), 1,
    ),
    Dialect(
        "adamw-eps-root", "eps is added inside the square root", "adamw",
        (EPS_INSIDE,),
        "eps has the units of a squared gradient; optax calls it eps_root.", ("optax",), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "adamw-eps-floor", "eps is a lower bound of the denominator", "adamw",
        (EPS_FLOOR,),
        "eps is not added to the denominator: where the denominator is larger than eps, eps has no "
        "effect.",
        ("heavyball",),
    ),
    Dialect(
        "adamw-global-averages",
        "the bias-corrected averages are averaged, with the same step count for all",
        "adamw",
        (GLOBAL_T, *CORRECTED_AVERAGES),
        "After steps without a gradient, a parameter's average has the weight it would have if "
        "there had been one; when betas change, the new betas also apply to the past.",
        ("optimi", "heavyball"), 13,
    ),
    Dialect(
        "adamw-sgd-at-zero", "at beta2 = 0 the step is gradient descent", "adamw",
        (SGD_AT_ZERO,),
        "At beta2 = 0 the step is lr times the gradient, without momentum; other values of beta2 "
        "are not affected.",
        ("thinc",),
        unsupported=frozenset({"scalable"}),
    ),
)  # fmt: skip
