"""Conventions under the name of Adafactor."""

from ..edits import GLOBAL_T
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adafactor-eps-in-square", "eps1 is added to the squared gradient", "adafactor",
        (Edit("adafactor.py", "second_moment(g * g, s", "second_moment(g * g + eps1, s"),
         Edit("adafactor.py", "np.sqrt(np.maximum(v, eps1 * eps1))", "np.sqrt(v)"),
         Edit("adafactor.py", "np.maximum(mean(row, -2), eps)", "mean(row, -2)")),
        "The paper's own place for it: it has the units of a squared gradient and is averaged.",
        ("the paper", "optax", "transformers", "fairseq", "keras"), 22,
    ),
    Dialect(
        "adafactor-global-t", "one step count for all parameters", "adafactor",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is averaged as if it had had one.",
        ("pytorch_optimizer",), 13,
    ),
)  # fmt: skip
