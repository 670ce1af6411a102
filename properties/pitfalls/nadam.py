"""NAdam: a schedule of the momentum's weight, and its running product."""

from ..edits import swapped_betas
from ..planting import Edit
from .base import Pitfall

SCHEDULE = "0.96 ** (k * h.momentum_decay)"
LOOK_AHEAD = "theta = theta - h.lr * following / (1 - product * following) * m / scale"

PITFALLS = (
    Pitfall(
        "nadam-swapped-betas", "the two betas are swapped", "nadam",
        (swapped_betas("nadam.py"),),
        "@@",
    ),
    Pitfall(
        "nadam-decay-ignored", "momentum_decay is accepted and ignored", "nadam",
        (Edit("nadam.py", SCHEDULE, "0.96 ** (k * 0.004)"),),
        "@@", bug=82,
    ),
    Pitfall(
        "nadam-product-not-kept", "the product of the weights is not stored", "nadam",
        (Edit("nadam.py", '"v": v, "mu_product": product}', '"v": v}'),),
        "@@",
    ),
    Pitfall(
        "nadam-product-short", "the next weight is missing in the correction", "nadam",
        (Edit("nadam.py", LOOK_AHEAD, LOOK_AHEAD.replace("product * following", "product")),),
        "@@",
    ),
    Pitfall(
        "nadam-no-look-ahead", "the momentum has this step's weight, not the next one's", "nadam",
        (Edit("nadam.py", "for k in (t, t + 1))", "for k in (t, t))"),),
        "@@",
    ),
    Pitfall(
        "nadam-schedule-behind", "the schedule starts at step 0", "nadam",
        (Edit("nadam.py", "for k in (t, t + 1))", "for k in (t - 1, t))"),),
        "@@",
    ),
    Pitfall(
        "nadam-decay-coupled", "decoupled_weight_decay is accepted and ignored", "nadam",
        (Edit("nadam.py", "if h.weight_decay and h.decoupled_weight_decay:", "if False:"),),
        "@@", bug=82,
    ),
)  # fmt: skip
