"""Conventions under the name of RAdam."""

from ..edits import GLOBAL_T
from ..planting import Edit
from .base import Dialect

GATE = "if rho > 5:"
STEP = "move * rectified(short, longest) * (1 - beta2**t) ** 0.5 / (np.sqrt(v) + h.eps)"

FLAG = "if h.weight_decay and h.decoupled_weight_decay:"
SHRINK = "theta = theta * (1 - h.lr * h.weight_decay)"

DIALECTS = (
    Dialect(
        "radam-gate-at-4", "it divides as soon as rho is above 4", "radam",
        (Edit("radam.py", GATE, "if rho > 4:"),),
        "The paper's gate: at beta2 = 0.999 step 5 alone differs.", ("the paper", "nadir"), 65,
    ),
    Dialect(
        "radam-eps-corrected", "eps added after the correction of the second moment", "radam",
        (Edit("radam.py", STEP,
              "move * rectified(short, longest) / (np.sqrt(v / (1 - beta2**t)) + h.eps)"),),
        "eps counts as in Adam: 12.9 times less at step 6 than when it is added before.",
        ("optax", "optimi"), 21,
    ),
    Dialect(
        "radam-eps-root", "eps inside the square root, and after the correction", "radam",
        (Edit("radam.py", STEP,
              "move * rectified(short, longest) / np.sqrt(v / (1 - beta2**t) + h.eps)"),),
        "eps has the units of a squared gradient.", ("nadir",), 22,
    ),
    Dialect(
        "radam-decoupled-decay", "decay shrinks the parameters", "radam",
        (Edit("radam.py", FLAG, "if h.weight_decay:"),),
        "weight_decay means what it means in AdamW, without a flag that says so.",
        ("LiyuanLucasLiu/RAdam", "torch_optimizer", "timm"), 31,
    ),
    Dialect(
        "radam-decay-after-step", "decay shrinks the parameters after the step", "radam",
        (Edit("radam.py", FLAG, "if h.weight_decay:"),
         Edit("radam.py", SHRINK, "pass"),
         Edit("radam.py", "return theta - move,",
              "return (theta - move) * (1 - h.lr * h.weight_decay),")),
        "Decay does not go through the averages, and shrinks the newest step too.", ("nadir",),
    ),
    Dialect(
        "radam-waits", "nothing moves or decays while rho is small", "radam",
        (Edit("radam.py", "        if h.maximize:\n",
              "        before = theta\n        if h.maximize:\n"),
         Edit("radam.py", "        return theta - move, {",
              "        else:\n            theta, move = before, 0.0\n"
              "        return theta - move, {")),
        "The authors' degenerated_to_sgd=False: the first five steps do nothing.",
        ("LiyuanLucasLiu/RAdam", "pytorch_optimizer"),
    ),
    Dialect(
        "radam-global-t", "one step count for all parameters", "radam",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("optax", "pytorch_optimizer"), 13,
    ),
    Dialect(
        "radam-global-averages",
        "the corrected averages themselves are averaged, by one step count for all parameters",
        "radam",
        (GLOBAL_T,
         Edit("radam.py", 'm = average(s["m"], g, beta1)',
              'm = average(s["m"] * (1 - beta1 ** (t - 1)), g, beta1)'),
         Edit("radam.py", 'v = average(s["v"], g * g, beta2)',
              'v = average(s["v"] * (1 - beta2 ** (t - 1)), g * g, beta2)'),
         Edit("radam.py", '{"m": m, "v": v}',
              '{"m": m / (1 - beta1**t), "v": v / (1 - beta2**t)}')),
        "Without a gradient on some steps, a parameter's past weighs as if it had had one; and it "
        "weighs by the newest betas, where they change.",
        ("optimi",), 13,
    ),
)  # fmt: skip
