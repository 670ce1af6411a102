"""Conventions under the name of ADOPT."""

from ..edits import GLOBAL_T
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adopt-unclipped", "the scaled gradient is not bounded", "adopt",
        (Edit("adopt.py", "np.maximum(np.minimum(scaled, most), -most)", "scaled"),),
        "The paper's first algorithm: the second step may be as long as the gradients' ratio.",
        ("the paper", "iShohei220/adopt (clip_lambda=None)", "heavyball"),
    ),
    Dialect(
        "adopt-global-t", "one step count, and one first step, for all parameters", "adopt",
        (GLOBAL_T,
         Edit("adopt.py", 'moments = ("m",)', 'moments = ("m", "v")'),
         Edit("adopt.py", 'if "v" not in s:', "if t < 2:")),
        "A parameter without a gradient on some steps is bounded as if it had had one; without one "
        "on the first, it moves at once, as far as the bound lets it, and its second moment starts "
        "at zero.",
        ("pytorch_optimizer",), 13,
    ),
    Dialect(
        "adopt-global-count", "one step count, but for the first step", "adopt",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bounded, and its averages corrected, as "
        "if it had had one; each has a first step of its own.", ("heavyball",), 13,
    ),
    Dialect(
        "adopt-bound-of-count", "the bound counts the first step, too", "adopt",
        (Edit("adopt.py", "most = (t - 1) ** 0.25", "most = t**0.25"),),
        "The second step is bounded by 1.19 and not by 1.", ("pytorch_optimizer",), 5,
    ),
    Dialect(
        "adopt-weights-corrected", "the weights of both averages are corrected", "adopt",
        (Edit("adopt.py", "beta1, beta2 = h.betas",
              "beta1, beta2 = (\n"
              "            1 - (1 - b) / (1 - b**k)\n"
              "            for b, k in zip(h.betas, (t - 1, t), strict=True)\n"
              "        )"),),
        "As Adam does it: the second step is 10 times longer at a beta1 of 0.9.", ("heavyball",),
    ),
    Dialect(
        "adopt-first-decays", "weight decay acts on the first step, too", "adopt",
        (Edit("adopt.py", "return theta, {", "return theta * (1 - h.lr * h.weight_decay), {"),),
        "One more factor of 1 - lr weight_decay, and that alone, on the step that sets v.",
        ("pytorch_optimizer",),
    ),
)  # fmt: skip
