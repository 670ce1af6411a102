"""Conventions under the name of Adam."""

from ..edits import ADAM_EPS_HAT, ADAM_EPS_INSIDE, ADAM_UNCORRECTED, GLOBAL_T, decoupled
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adam-eps-hat", "eps added before the bias correction", "adam",
        (ADAM_EPS_HAT,),
        "The paper's own faster form in section 2: eps counts 31.6-fold at the first step.",
        ("keras", "tensorflow", "scikit-learn"), 21,
    ),
    Dialect(
        "adam-global-t", "one step count for all parameters", "adam",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("keras", "optax", "tfjs", "tinygrad", "mlx", "scikit-learn"), 13,
    ),
    Dialect(
        "adam-uncorrected", "no bias correction", "adam",
        ADAM_UNCORRECTED,
        "Early steps are up to (1 - beta1) / sqrt(1 - beta2) times as large.", ("mlx",), 1,
    ),
    Dialect(
        "adam-eps-root", "eps inside the square root", "adam",
        (ADAM_EPS_INSIDE,),
        "eps has the units of a squared gradient: optax's eps_root.", ("optax",), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "adam-amsgrad-corrected-max", "AMSGrad keeps the largest corrected moment", "adam",
        (Edit("adam.py", 'v = kept["v_max"] = np.maximum(s["v_max"], v) if "v_max" in s else v',
              "pass"),
         Edit("adam.py", "    v_hat = v / (1 - beta2**t)\n",
              "    v_hat = v / (1 - beta2**t)\n    if h.amsgrad:\n"
              '        v_hat = kept["v_max"] = (\n'
              '            np.maximum(s["v_max"], v_hat) if "v_max" in s else v_hat\n'
              "        )\n")),
        "After a spike in the gradients the two forms divide by different numbers.",
        ("optax",), 27,
    ),
    Dialect(
        "adam-betas-complement", "the betas multiply the new value", "adam",
        (Edit("adam.py", "beta1, beta2 = h.betas", "beta1, beta2 = (1 - b for b in h.betas)"),),
        "A beta of 0.1 means what 0.9 means elsewhere.", ("blocks",), 10,
    ),
    Dialect(
        "adam-decoupled-decay", "decay shrinks the parameters", "adam",
        (decoupled("adam.py"),),
        "weight_decay means what it means in AdamW: decay is not divided by the second moment.",
        ("keras",), 31,
        powers={"weight_decay": 0},
    ),
)  # fmt: skip
