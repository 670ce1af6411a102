"""Dialects of RAdam."""

from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

GATE = "if rho > 5:"
STEP = "move * rectified(gap, rho_inf) * (1 - beta2**t) ** 0.5 / (np.sqrt(v) + h.eps)"

FLAG = "if h.weight_decay and h.decoupled_weight_decay:"
SHRINK = "theta = theta * (1 - h.lr * h.weight_decay)"

DIALECTS = (
    Dialect(
        "radam-gate-at-4", "the second moment is used from rho > 4 on", "radam",
        (Edit("radam.py", GATE, "if rho > 4:"),),
        "The paper has this limit and torch has 5: at beta2 = 0.999 only step 5 differs.",
        ("the paper", "nadir"), 65,
    ),
    Dialect(
        "radam-eps-corrected", "eps is added after the bias correction of the second moment",
        "radam",
        (Edit("radam.py", STEP,
              "move * rectified(gap, rho_inf) / (np.sqrt(v / (1 - beta2**t)) + h.eps)"),),
        "eps counts as in Adam: 12.9 times less at step 6 than where it is added before.",
        ("optax", "optimi"), 21,
    ),
    Dialect(
        "radam-eps-root", "eps is added inside the square root, after the bias correction", "radam",
        (Edit("radam.py", STEP,
              "move * rectified(gap, rho_inf) / np.sqrt(v / (1 - beta2**t) + h.eps)"),),
        "eps has the units of a squared gradient.", ("nadir",), 22,
    ),
    Dialect(
        "radam-decoupled-decay", "weight decay shrinks the weights directly", "radam",
        (Edit("radam.py", FLAG, "if h.weight_decay:"),),
        "weight_decay acts as in AdamW, without the flag decoupled_weight_decay.",
        ("LiyuanLucasLiu/RAdam", "torch_optimizer", "timm"), 31,
    ),
    Dialect(
        "radam-decay-after-step", "weight decay shrinks the weights after the step", "radam",
        (Edit("radam.py", FLAG, "if h.weight_decay:"),
         Edit("radam.py", SHRINK, "pass"),
         Edit("radam.py", "return theta - move,",
              "return (theta - move) * (1 - h.lr * h.weight_decay),")),
        "Weight decay does not enter the moments, and also shrinks the newest step.", ("nadir",),
    ),
    Dialect(
        "radam-waits", "nothing moves or decays while rho is at most 5", "radam",
        (Edit("radam.py", "        if h.maximize:\n",
              "        before = theta\n        if h.maximize:\n"),
         Edit("radam.py", "        return theta - move, {",
              "        else:\n            theta, move = before, 0.0\n"
              "        return theta - move, {")),
        "This is degenerated_to_sgd=False in the authors' code: at beta2 = 0.999 the first five "
        "steps do nothing.",
        ("LiyuanLucasLiu/RAdam", "pytorch_optimizer"),
    ),
    Dialect(
        "radam-global-t", "all parameters have the same step count", "radam",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bias-corrected as if it had had one.",
        ("optax", "pytorch_optimizer"), 13,
    ),
    Dialect(
        "radam-global-averages",
        "the bias-corrected averages are averaged, with the same step count for all",
        "radam",
        (GLOBAL_T,
         Edit("radam.py", 'm = average(s["m"], g, beta1)',
              'm = average(s["m"] * (1 - beta1 ** (t - 1)), g, beta1)'),
         Edit("radam.py", 'v = average(s["v"], g * g, beta2)',
              'v = average(s["v"] * (1 - beta2 ** (t - 1)), g * g, beta2)'),
         Edit("radam.py", '{"m": m, "v": v}',
              '{"m": m / (1 - beta1**t), "v": v / (1 - beta2**t)}')),
        "After steps without a gradient, a parameter's average has the weight it would have if "
        "there had been one; when betas change, the new betas also apply to the past.",
        ("optimi",), 13,
    ),
)  # fmt: skip
