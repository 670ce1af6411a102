"""Conventions under the name of ADOPT."""

from ..edits import GLOBAL_T
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adopt-unclipped", "the scaled gradient is not bounded", "adopt",
        (Edit("adopt.py", "np.maximum(np.minimum(scaled, most), -most)", "scaled"),),
        "The paper's first algorithm: the second step may be as long as the gradients' ratio.",
        ("the paper", "iShohei220/adopt (clip_lambda=None)"),
    ),
    Dialect(
        "adopt-global-t", "one step count for all parameters", "adopt",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bounded as if it had had one.",
        ("pytorch_optimizer",), 13,
    ),
)  # fmt: skip
