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
        "The first step is 5 % off at the defaults, the tenth 40 % under a constant gradient.",
    ),
    Pitfall(
        "nadam-decay-ignored", "momentum_decay is accepted and ignored", "nadam",
        (Edit("nadam.py", SCHEDULE, "0.96 ** (k * 0.004)"),),
        "Right at the default; with momentum_decay 0.5 the tenth step is 12 % off on random "
        "gradients.", bug=82,
    ),
    Pitfall(
        "nadam-product-not-kept", "the product of the weights is not stored", "nadam",
        (Edit("nadam.py", '"v": v, "mu_product": product}', '"v": v}'),),
        "The first step is right; from the second on, steps are 40 to 80 % too long.",
    ),
    Pitfall(
        "nadam-product-short", "the next weight is missing in the correction", "nadam",
        (Edit("nadam.py", LOOK_AHEAD, LOOK_AHEAD.replace("product * following", "product")),),
        "The first step is 2.4 % too long at the defaults, and the difference fades within ten "
        "steps.",
    ),
    Pitfall(
        "nadam-no-look-ahead", "the momentum has this step's weight, not the next one's", "nadam",
        (Edit("nadam.py", "weight(t), weight(t + 1)", "weight(t), weight(t)"),),
        "The two weights differ by a hundred thousandth at the defaults, and the step by 1e-5 of "
        "itself: far below the tolerance of most tests.",
    ),
    Pitfall(
        "nadam-schedule-behind", "the schedule starts at step 0", "nadam",
        (Edit("nadam.py", "weight(t), weight(t + 1)", "weight(t - 1), weight(t)"),),
        "At the defaults the step is off by 1e-5 to 1e-4 of itself.",
    ),
    Pitfall(
        "nadam-decay-coupled", "decoupled_weight_decay is accepted and ignored", "nadam",
        (Edit("nadam.py", "if h.weight_decay and h.decoupled_weight_decay:", "if False:"),),
        "Decay is divided by the second moment: with decay 0.1 the first step is 92 % off on "
        "random gradients.", bug=82,
    ),
)  # fmt: skip
