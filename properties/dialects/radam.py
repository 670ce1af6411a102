"""Conventions under the name of RAdam."""

from ..edits import GLOBAL_T
from ..planting import Edit
from .base import Dialect

GATE = "if rho > 5:"
STEP = "move * rectified(short, longest) * (1 - beta2**t) ** 0.5 / (np.sqrt(v) + h.eps)"

DIALECTS = (
    Dialect(
        "radam-gate-at-4", "it divides as soon as rho is above 4", "radam",
        (Edit("radam.py", GATE, "if rho > 4:"),),
        "The paper's gate: at beta2 = 0.999 step 5 alone differs.", ("the paper",), 65,
    ),
    Dialect(
        "radam-eps-corrected", "eps added after the correction of the second moment", "radam",
        (Edit("radam.py", STEP,
              "move * rectified(short, longest) / (np.sqrt(v / (1 - beta2**t)) + h.eps)"),),
        "eps counts as in Adam: 12.9 times less at step 6 than when it is added before.",
        ("optax",), 21,
    ),
    Dialect(
        "radam-waits", "nothing moves or decays while rho is small", "radam",
        (Edit("radam.py", "        if h.maximize:\n",
              "        before = theta\n        if h.maximize:\n"),
         Edit("radam.py", "        return theta - move, {",
              "        else:\n            return before, {\"m\": m, \"v\": v}\n"
              "        return theta - move, {")),
        "The authors' degenerated_to_sgd=False: the first five steps do nothing.",
        ("LiyuanLucasLiu/RAdam", "pytorch_optimizer"),
    ),
    Dialect(
        "radam-global-t", "one step count for all parameters", "radam",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("optax",), 13,
    ),
)  # fmt: skip
