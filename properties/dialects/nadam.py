"""Conventions under the name of NAdam."""

from ..edits import GLOBAL_T
from ..planting import Edit
from .base import Dialect

WEIGHTS = "mu, following = weight(t), weight(t + 1)\n"
# The weights of the steps without a gradient, too.
PASSED = """        product = s.get("mu_product", 1.0)
        passed = s.get("k", 0) + 1
        while passed < t:
            product = product * weight(passed)
            passed = passed + 1
        s = {**s, "mu_product": product}
"""

DIALECTS = (
    Dialect(
        "nadam-constant-weight", "the momentum's weight is beta1 at every step", "nadam",
        (Edit("nadam.py", "beta1 * (1 - 0.5 * 0.96 ** (k * h.momentum_decay))", "beta1"),),
        "No schedule: the first look-ahead has twice the weight it has with one.",
        ("optax", "timm (NAdamW)"),
    ),
    Dialect(
        "nadam-fast-schedule", "the momentum's weight grows by the step", "nadam",
        (Edit("nadam.py", "0.96 ** (k * h.momentum_decay)", "0.96**k"),),
        "The paper's own schedule; torch slows it down by momentum_decay, 0.004.",
        ("keras", "tensorflow"),
    ),
    Dialect(
        "nadam-one-correction", "the momentum is corrected as the gradient is", "nadam",
        (Edit("nadam.py", "(1 - product * following)", "(1 - product)"),),
        "Without the next weight in it the first look-ahead is 1.9 times as long.",
        ("river", "timm (NAdamW)"),
    ),
    Dialect(
        "nadam-decoupled-decay", "decay shrinks the parameters", "nadam",
        (Edit("nadam.py", "if h.weight_decay and h.decoupled_weight_decay:",
              "if h.weight_decay:"),),
        "weight_decay means what it means in AdamW, without a flag that says so.",
        ("timm (NAdamW)",), 31,
        powers={"weight_decay": 0},
    ),
    Dialect(
        "nadam-eps-floor", "eps is the least that is divided by", "nadam",
        (Edit("nadam.py", "np.sqrt(v / (1 - beta2**t)) + h.eps",
              "np.maximum(np.sqrt(v / (1 - beta2**t)), h.eps)"),),
        "It is not added: where gradients are larger than eps it does nothing at all.",
        ("heavyball",),
    ),
    Dialect(
        "nadam-global-t", "one step count for all parameters", "nadam",
        (GLOBAL_T,
         Edit("nadam.py", WEIGHTS, WEIGHTS + PASSED),
         Edit("nadam.py", '"v": v, "mu_product": product}',
              '"v": v, "mu_product": product, "k": t}')),
        "A parameter without a gradient on some steps is corrected as if it had had one, by the "
        "product of the weights too.", ("keras", "optax"), 13,
    ),
)  # fmt: skip
