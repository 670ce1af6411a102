"""Pitfalls of ADOPT."""

from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

SCALED = 'scaled = g / np.maximum(np.sqrt(s["v"]), h.eps)'
CLIPPED = 'm = average(s["m"], np.maximum(np.minimum(scaled, most), -most), beta1)'
MOST = "most = (t - 1) ** 0.25"
FIRST = 'return theta, {"m": s["m"], "v": g * g}'

PITFALLS = (
    Pitfall(
        "adopt-moment-first", "the second moment is updated before it is used", "adopt",
        (Edit("adopt.py", SCALED,
              'scaled = g / np.maximum(np.sqrt(average(s["v"], g * g, beta2)), h.eps)'),),
        "The gradient should be divided by the root of the previous second moment, in contrast to "
        "Adam. At the default beta2 of 0.9999 steps are off by 1e-5 to 1e-4 of their size.",
        bug=70,
    ),
    Pitfall(
        "adopt-first-step-moves", "the first step moves the parameter", "adopt",
        (Edit("adopt.py", FIRST,
              "return theta - h.lr * (1 - h.betas[0]) * np.sign(g), " + FIRST[14:]),),
        "The first step should only initialize the second moment. Here it also moves each element "
        "by a tenth of lr at the default beta1.",
    ),
    Pitfall(
        "adopt-first-weighted", "the second moment starts as an average with zero", "adopt",
        (Edit("adopt.py", FIRST, FIRST.replace('"v": g', '"v": (1 - h.betas[1]) * g')),),
        "The second moment should start as the first squared gradient. At the default beta2 the "
        "denominator starts 100 times too small, which the clipping hides at first: under a "
        "constant gradient the tenth step is 50 % too large.",
    ),
    Pitfall(
        "adopt-momentum-clipped", "the momentum is clipped, not the scaled gradient", "adopt",
        (Edit("adopt.py", CLIPPED,
              'm = np.maximum(np.minimum(average(s["m"], scaled, beta1), most), -most)'),),
        "The scaled gradient should be clipped before it is averaged; otherwise a large gradient "
        "stays in the momentum. On random gradients the second step is about 3 times too large on "
        "average.",
    ),
    Pitfall(
        "adopt-bound-root", "the clipping bound grows with the square root of the step count",
        "adopt",
        (Edit("adopt.py", MOST, "most = (t - 1) ** 0.5"),),
        "The bound should be the fourth root of t - 1. At the second step both are 1; on random "
        "gradients the tenth step is about 50 % too large.",
    ),
    Pitfall(
        "adopt-bound-ahead", "the clipping bound is one step ahead", "adopt",
        (Edit("adopt.py", MOST, "most = t**0.25"),),
        "The bound should be the fourth root of t - 1, not of t. It is 19 % too large at the "
        "second step, and 3 % at the tenth.", bug=5,
    ),
    Pitfall(
        "adopt-swapped-betas", "the two betas are swapped", "adopt",
        (swapped_betas_edit("adopt.py"),),
        "The momentum should decay with beta1 and the second moment with beta2. At the defaults "
        "the second step is 1000 times too small.",
    ),
)  # fmt: skip
