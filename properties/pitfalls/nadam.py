"""Pitfalls of NAdam."""

from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

SCHEDULE = "0.96 ** (k * h.momentum_decay)"
LOOK_AHEAD = "theta = theta - h.lr * mu_next / (1 - product * mu_next) * m / scale"

PITFALLS = (
    Pitfall(
        "nadam-swapped-betas", "the two betas are swapped", "nadam",
        (swapped_betas_edit("nadam.py"),),
        "The first moment should decay with beta1 and the second with beta2. At the defaults the "
        "first step is 5 % too small, and under a constant gradient the tenth is 40 % too small.",
    ),
    Pitfall(
        "nadam-decay-ignored", "momentum_decay is accepted and ignored", "nadam",
        (Edit("nadam.py", SCHEDULE, "0.96 ** (k * 0.004)"),),
        "The momentum weights should depend on it. Steps are right at the default of 0.004; with "
        "momentum_decay = 0.5 the tenth step is 12 % off on random gradients.", bug=82,
    ),
    Pitfall(
        "nadam-product-not-kept", "the product of the momentum weights is not stored", "nadam",
        (Edit("nadam.py", '"v": v, "mu_product": product}', '"v": v}'),),
        "The product of all momentum weights so far should be kept. The first step is right. Under "
        "a constant gradient the next thousand steps are 40 to 75 % too large.",
    ),
    Pitfall(
        "nadam-product-short", "the next momentum weight is missing in the bias correction",
        "nadam",
        (Edit("nadam.py", LOOK_AHEAD, LOOK_AHEAD.replace("product * mu_next", "product")),),
        "The first moment should be divided by 1 minus the product up to the next weight. At the "
        "defaults the first step is 2.4 % too large; the difference fades within ten steps.",
    ),
    Pitfall(
        "nadam-no-look-ahead",
        "the first moment has this step's momentum weight, not the next step's", "nadam",
        (Edit("nadam.py", "weight(t), weight(t + 1)", "weight(t), weight(t)"),),
        "The first moment should have the momentum weight of the next step. At the defaults the "
        "two weights differ by less than 1e-4 and so do the steps, below the tolerance of most "
        "tests.",
    ),
    Pitfall(
        "nadam-schedule-behind", "the momentum schedule starts at step 0, not 1", "nadam",
        (Edit("nadam.py", "weight(t), weight(t + 1)", "weight(t - 1), weight(t)"),),
        "The first step should use the momentum weight of step 1. At the defaults steps are off by "
        "1e-5 to 1e-4 of their size.",
    ),
    Pitfall(
        "nadam-decay-coupled", "decoupled_weight_decay is accepted and ignored", "nadam",
        (Edit("nadam.py", "if h.weight_decay and h.decoupled_weight_decay:", "if False:"),),
        "The weights should be multiplied by 1 - lr * weight_decay. Here the decay is added to the "
        "gradient: with weight_decay = 0.1 and gradients and weights of 1 the first step is 9 % "
        "too small.", bug=82,
    ),
)  # fmt: skip
