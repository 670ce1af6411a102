"""Conventions under the name of AdamW."""

from ..edits import (
    ADAM_CORRECTED_AVERAGES,
    ADAM_EPS_FLOOR,
    ADAM_EPS_HAT,
    ADAM_EPS_INSIDE,
    ADAM_SGD_AT_ZERO,
    ADAM_UNCORRECTED,
    GLOBAL_T,
)
from ..planting import Edit
from .base import Dialect

DECOUPLED = "theta = theta * (1 - h.lr * h.weight_decay)"

DIALECTS = (
    Dialect(
        "adamw-decay-without-lr", "decay without the learning rate", "adamw",
        (Edit("adamw.py", DECOUPLED, "theta = theta * (1 - h.weight_decay)"),),
        "Decay does not shrink with lr: the paper's schedule multiplier alone scales it.",
        ("chainer", "optimi (decouple_lr)"), 34,
    ),
    Dialect(
        "adamw-global-t", "one step count for all parameters", "adamw",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("keras", "optax", "tinygrad"), 13,
    ),
    Dialect(
        "adamw-eps-hat", "eps added before the bias correction", "adamw",
        (ADAM_EPS_HAT,),
        "eps counts 31.6-fold at the first step, as in the same libraries' Adam.",
        ("keras", "tensorflow", "thinc"), 21,
    ),
    Dialect(
        "adamw-uncorrected", "no bias correction", "adamw",
        ADAM_UNCORRECTED,
        "Early steps are up to (1 - beta1) / sqrt(1 - beta2) times as large.", ("mlx",), 1,
    ),
    Dialect(
        "adamw-eps-root", "eps inside the square root", "adamw",
        (ADAM_EPS_INSIDE,),
        "eps has the units of a squared gradient: optax's eps_root.", ("optax",), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "adamw-eps-floor", "eps is the least that is divided by", "adamw",
        (ADAM_EPS_FLOOR,),
        "It is not added: where gradients are larger than eps it does nothing at all.",
        ("heavyball",),
    ),
    Dialect(
        "adamw-global-averages",
        "the corrected averages themselves are averaged, by one step count for all parameters",
        "adamw",
        (GLOBAL_T, *ADAM_CORRECTED_AVERAGES),
        "Without a gradient on some steps, a parameter's past weighs as if it had had one; and it "
        "weighs by the newest betas, where they change.",
        ("optimi", "heavyball"), 13,
    ),
    Dialect(
        "adamw-sgd-at-zero", "beta2 = 0 means gradient descent", "adamw",
        (ADAM_SGD_AT_ZERO,),
        "At beta2 = 0 alone: the step is along the gradient, without momentum or division.",
        ("thinc",),
        lacks=frozenset({"scalable"}),
    ),
)  # fmt: skip
