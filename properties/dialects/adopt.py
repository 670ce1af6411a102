"""Dialects of ADOPT."""

from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adopt-unclipped", "the scaled gradient is not clipped", "adopt",
        (Edit("adopt.py", "np.maximum(np.minimum(scaled, most), -most)", "scaled"),),
        "This is the first algorithm of the paper: the second step can be as large as the ratio of "
        "the first two gradients.",
        ("the paper", "iShohei220/adopt (clip_lambda=None)", "heavyball"),
    ),
    Dialect(
        "adopt-global-t", "all parameters have the same step count and first step", "adopt",
        (GLOBAL_T,
         Edit("adopt.py", 'moments = ("m",)', 'moments = ("m", "v")'),
         Edit("adopt.py", 'if "v" not in s:', "if t < 2:")),
        "A parameter without a gradient on some steps is clipped as if it had had one. Without a "
        "gradient on the first step, its second moment starts at zero and its first gradient moves "
        "it up to the clipping bound.",
        ("pytorch_optimizer",), 13,
    ),
    Dialect(
        "adopt-global-count",
        "all parameters have the same step count, but not the same first step",
        "adopt",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is clipped, and its averages bias-corrected, "
        "as if it had had one; its own first step still only sets the second moment.",
        ("heavyball",), 13,
    ),
    Dialect(
        "adopt-bound-of-count", "the clipping bound counts the first step too", "adopt",
        (Edit("adopt.py", "most = (t - 1) ** 0.25", "most = t**0.25"),),
        "At the second step the bound is 1.19, not 1.", ("pytorch_optimizer",), 5,
    ),
    Dialect(
        "adopt-weights-corrected", "both averages are bias-corrected", "adopt",
        (Edit("adopt.py", "beta1, beta2 = h.betas",
              "beta1, beta2 = (\n"
              "            1 - (1 - b) / (1 - b**k)\n"
              "            for b, k in zip(h.betas, (t - 1, t), strict=True)\n"
              "        )"),),
        "The correction is that of Adam: the second step is 10 times larger at beta1 = 0.9.",
        ("heavyball",),
    ),
    Dialect(
        "adopt-first-decays", "weight decay also acts on the first step", "adopt",
        (Edit("adopt.py", "return theta, {", "return theta * (1 - h.lr * h.weight_decay), {"),),
        "The step that sets the second moment also multiplies the weights by 1 - lr * "
        "weight_decay.",
        ("pytorch_optimizer",),
    ),
)  # fmt: skip
