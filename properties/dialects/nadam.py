"""Dialects of NAdam."""

from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

WEIGHTS = "mu, mu_next = weight(t), weight(t + 1)\n"
# Multiplies the product by the weights of the steps without a gradient.
PASSED = """        product = s.get("mu_product", 1.0)
        passed = s.get("k", 0) + 1
        while passed < t:
            product = product * weight(passed)
            passed = passed + 1
        s = {**s, "mu_product": product}
"""

DIALECTS = (
    Dialect(
        "nadam-constant-weight", "the momentum weight is beta1 at every step", "nadam",
        (Edit("nadam.py", "beta1 * (1 - 0.5 * 0.96 ** (k * h.momentum_decay))", "beta1"),),
        "There is no schedule: the first momentum weight is about twice as large as with one.",
        ("optax", "timm (NAdamW)"),
    ),
    Dialect(
        "nadam-fast-schedule", "the momentum schedule is not slowed by momentum_decay", "nadam",
        (Edit("nadam.py", "0.96 ** (k * h.momentum_decay)", "0.96**k"),),
        "The paper multiplies by 0.96^t; torch slows this down to 0.96^(t * momentum_decay), with "
        "0.004 by default.",
        ("keras", "tensorflow"),
    ),
    Dialect(
        "nadam-one-correction", "momentum and gradient have the same bias correction", "nadam",
        (Edit("nadam.py", "(1 - product * mu_next)", "(1 - product)"),),
        "The correction of the momentum leaves out the next weight: the first momentum term is "
        "1.45 times as large.",
        ("river", "timm (NAdamW)"),
    ),
    Dialect(
        "nadam-decoupled-decay", "weight decay shrinks the weights directly", "nadam",
        (Edit("nadam.py", "if h.weight_decay and h.decoupled_weight_decay:",
              "if h.weight_decay:"),),
        "weight_decay acts as in AdamW, without the flag decoupled_weight_decay.",
        ("timm (NAdamW)",), 31,
        powers={"weight_decay": 0},
    ),
    Dialect(
        "nadam-eps-floor", "eps is a lower bound of the denominator", "nadam",
        (Edit("nadam.py", "np.sqrt(v / (1 - beta2**t)) + h.eps",
              "np.maximum(np.sqrt(v / (1 - beta2**t)), h.eps)"),),
        "eps is not added to the denominator: where the denominator is larger than eps, eps has no "
        "effect.",
        ("heavyball",),
    ),
    Dialect(
        "nadam-global-t", "all parameters have the same step count", "nadam",
        (GLOBAL_T,
         Edit("nadam.py", WEIGHTS, WEIGHTS + PASSED),
         Edit("nadam.py", '"v": v, "mu_product": product}',
              '"v": v, "mu_product": product, "k": t}')),
        "A parameter without a gradient on some steps is bias-corrected as if it had had one, in "
        "the product of the momentum weights too.", ("keras", "optax"), 13,
    ),
)  # fmt: skip
