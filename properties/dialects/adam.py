"""Conventions under the name of Adam."""

from ..edits import (
    ADAM_CORRECTED_AVERAGES,
    ADAM_EPS_HAT,
    ADAM_EPS_INSIDE,
    ADAM_SGD_AT_ZERO,
    ADAM_UNCORRECTED,
    GLOBAL_T,
    decoupled,
)
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adam-eps-hat", "eps added before the bias correction", "adam",
        (ADAM_EPS_HAT,),
        "The paper's own faster form in section 2: eps counts 31.6-fold at the first step.",
        ("keras", "tensorflow", "scikit-learn", "thinc"), 21,
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
        "eps has the units of a squared gradient: optax's eps_root.", ("optax", "nadir"), 22,
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
        ("optax", "nadir"), 27,
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
    Dialect(
        "adam-decay-after-step", "decay shrinks the parameters after the step", "adam",
        (Edit("adam.py", "g = g + h.weight_decay * theta", "pass"),
         Edit("adam.py", "return adaptive_step(theta, g, s, t, h)",
              "theta, kept = adaptive_step(theta, g, s, t, h)\n"
              "        return theta * (1 - h.lr * h.weight_decay), kept")),
        "Decay is not divided by the second moment, and shrinks the newest step too.",
        ("nadir",),
        powers={"weight_decay": 0},
    ),
    Dialect(
        "adam-global-averages",
        "the corrected averages themselves are averaged, by one step count for all parameters",
        "adam",
        (GLOBAL_T, *ADAM_CORRECTED_AVERAGES),
        "Without a gradient on some steps, a parameter's past weighs as if it had had one; and it "
        "weighs by the newest betas, where they change.",
        ("optimi",), 13,
    ),
    Dialect(
        "adam-undivided-at-zero", "beta2 = 0 means no division", "adam",
        (Edit("adam.py", "    beta1, beta2 = h.betas\n",
              "    beta1, beta2 = h.betas\n    if not beta2:\n"
              '        m = average(s["m"], g, beta1)\n'
              '        return theta - h.lr * m / (1 - beta1**t), {"m": m, "v": s["v"]}\n'),),
        "At beta2 = 0 alone: the step is the corrected average of the gradients.",
        ("nadir",),
        lacks=frozenset({"scalable"}),
    ),
    Dialect(
        "adam-sgd-at-zero", "beta2 = 0 means gradient descent", "adam",
        (ADAM_SGD_AT_ZERO,),
        "At beta2 = 0 alone: the step is along the gradient, without momentum or division.",
        ("thinc",),
        lacks=frozenset({"scalable"}),
    ),
)  # fmt: skip
