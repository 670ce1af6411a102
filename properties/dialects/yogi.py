"""Dialects of Yogi."""

from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

STEP = "return theta - h.lr * m / (np.sqrt(v) + h.eps)"

CORRECTED = (
    Edit("yogi.py", 'm = average(s["m"], g, beta1)',
         'm = average(s["m"] if "v" in s else h.initial_accumulator_value, g, beta1)'),
    Edit("yogi.py", STEP,
         "return theta - h.lr * m / (1 - beta1**t) / "
         "(np.sqrt(v / (1 - beta2**t)) + h.eps)"),
)  # fmt: skip

DIALECTS = (
    Dialect(
        "yogi-corrected", "both moments start at one value and are bias-corrected", "yogi",
        CORRECTED,
        "The correction treats Yogi's second moment as an average: the tenth step is 6.5 times "
        "smaller.",
        ("optax", "torch_optimizer"),
        unsupported=frozenset({"odd", "scalable"}),
    ),
    Dialect(
        "yogi-corrected-global-t",
        "both moments are bias-corrected with the same step count for all",
        "yogi",
        (GLOBAL_T, *CORRECTED),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("pytorch_optimizer",), 13,
        unsupported=frozenset({"odd", "scalable"}),
    ),
)  # fmt: skip
