"""Dialects of Adam."""

from ..rules.profiles.adam import CORRECTED_AVERAGES, EPS_HAT, EPS_INSIDE, SGD_AT_ZERO, UNCORRECTED
from ..rules.shared_edits import GLOBAL_T, LAZY, decoupled_decay_edit
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adam-eps-hat", "eps is added before the bias correction", "adam",
        (EPS_HAT,),
        "This is the more efficient form in section 2 of the paper: eps counts 31.6 times as much "
        "at the first step.",
        ("keras", "tensorflow", "scikit-learn", "thinc"), 21,
    ),
    Dialect(
        "adam-global-t", "all parameters have the same step count", "adam",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bias-corrected as if it had had one.",
        ("keras", "optax", "tfjs", "tinygrad", "mlx", "scikit-learn"), 13,
    ),
    Dialect(
        "adam-uncorrected", "the moments are not bias-corrected", "adam",
        UNCORRECTED,
        "Early steps are up to (1 - beta1) / sqrt(1 - beta2) times as large.", ("mlx",), 1,
    ),
    Dialect(
        "adam-sparse-rows", "rows that a sparse gradient does not have are left alone", "adam",
        LAZY,
        "The moments of a row decay only at steps with a gradient for it, and the step count is "
        "that of the parameter. Gradients are passed as sparse tensors.",
        ("torch (SparseAdam)",),
    ),
    Dialect(
        "adam-eps-root", "eps is added inside the square root", "adam",
        (EPS_INSIDE,),
        "eps has the units of a squared gradient; optax calls it eps_root.", ("optax", "nadir"), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "adam-amsgrad-corrected-max",
        "AMSGrad keeps the maximum of the bias-corrected second moment",
        "adam",
        (Edit("adam.py", 'v = kept["v_max"] = np.maximum(s["v_max"], v) if "v_max" in s else v',
              "pass"),
         Edit("adam.py", "    v_hat = v / (1 - beta2**t)\n",
              "    v_hat = v / (1 - beta2**t)\n    if h.amsgrad:\n"
              '        v_hat = kept["v_max"] = (\n'
              '            np.maximum(s["v_max"], v_hat) if "v_max" in s else v_hat\n'
              "        )\n")),
        "torch keeps the maximum before the correction; the two forms differ after a spike in the "
        "gradients.",
        ("optax", "nadir"), 27,
    ),
    Dialect(
        "adam-betas-complement", "the betas multiply the new value", "adam",
        (Edit("adam.py", "beta1, beta2 = h.betas", "beta1, beta2 = (1 - b for b in h.betas)"),),
        "A beta of 0.1 means what 0.9 means in the paper.", ("blocks",), 10,
    ),
    Dialect(
        "adam-decoupled-decay", "weight decay shrinks the weights directly", "adam",
        (decoupled_decay_edit("adam.py"),),
        "weight_decay acts as in AdamW: it is not divided by the root of the second moment.",
        ("keras",), 31,
        powers={"weight_decay": 0},
    ),
    Dialect(
        "adam-decay-after-step", "weight decay shrinks the weights after the step", "adam",
        (Edit("adam.py", "g = g + h.weight_decay * theta", "pass"),
         Edit("adam.py", "return adaptive_step(theta, g, s, t, h)",
              "theta, kept = adaptive_step(theta, g, s, t, h)\n"
              "        return theta * (1 - h.lr * h.weight_decay), kept")),
        "Weight decay is not divided by the root of the second moment, and also shrinks the newest "
        "step.",
        ("nadir",),
        powers={"weight_decay": 0},
    ),
    Dialect(
        "adam-global-averages",
        "the bias-corrected averages are averaged, with the same step count for all",
        "adam",
        (GLOBAL_T, *CORRECTED_AVERAGES),
        "After steps without a gradient, a parameter's average has the weight it would have if "
        "there had been one; when betas change, the new betas also apply to the past.",
        ("optimi",), 13,
    ),
    Dialect(
        "adam-undivided-at-zero", "at beta2 = 0 the step is not divided by the second moment",
        "adam",
        (Edit("adam.py", "    beta1, beta2 = h.betas\n",
              "    beta1, beta2 = h.betas\n    if not beta2:\n"
              '        m = average(s["m"], g, beta1)\n'
              '        return theta - h.lr * m / (1 - beta1**t), {"m": m, "v": s["v"]}\n'),),
        "At beta2 = 0 the step is lr times the bias-corrected first moment; other values of beta2 "
        "are not affected.",
        ("nadir",),
        unsupported=frozenset({"scalable"}),
    ),
    Dialect(
        "adam-sgd-at-zero", "at beta2 = 0 the step is gradient descent", "adam",
        (SGD_AT_ZERO,),
        "At beta2 = 0 the step is lr times the gradient, without momentum; other values of beta2 "
        "are not affected.",
        ("thinc",),
        unsupported=frozenset({"scalable"}),
    ),
)  # fmt: skip
