"""ADOPT: the order of its three updates, and the bound that grows."""

from ..edits import swapped_betas
from ..planting import Edit
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
        "1.2e-5 of a step at the default beta2 of 0.9999, and the order is all there is to ADOPT.",
        bug=70,
    ),
    Pitfall(
        "adopt-first-step-moves", "the first step moves too", "adopt",
        (Edit("adopt.py", FIRST,
              "return theta - h.lr * (1 - h.betas[0]) * np.sign(g), " + FIRST[14:]),),
        "A tenth of lr at the first step, and never again.",
    ),
    Pitfall(
        "adopt-first-weighted", "the second moment starts as an average with zero", "adopt",
        (Edit("adopt.py", FIRST, FIRST.replace('"v": g', '"v": (1 - h.betas[1]) * g')),),
        "The denominator starts 100 times too small at the default beta2, which the bound hides "
        "at first: the tenth step is 50 % too long under a constant gradient.",
    ),
    Pitfall(
        "adopt-momentum-clipped", "the momentum is bounded, not the scaled gradient", "adopt",
        (Edit("adopt.py", CLIPPED,
              'm = np.maximum(np.minimum(average(s["m"], scaled, beta1), most), -most)'),),
        "A spike stays in the momentum: the second step is 6 times too long on random gradients.",
    ),
    Pitfall(
        "adopt-bound-root", "the bound grows with the square root", "adopt",
        (Edit("adopt.py", MOST, "most = (t - 1) ** 0.5"),),
        "At the second step both bounds are 1; the tenth step is 54 % too long on random "
        "gradients.",
    ),
    Pitfall(
        "adopt-bound-ahead", "the bound is one step ahead", "adopt",
        (Edit("adopt.py", MOST, "most = t**0.25"),),
        "The second step is 17 % too long on random gradients, the tenth 2.5 %.", bug=5,
    ),
    Pitfall(
        "adopt-swapped-betas", "the two betas are swapped", "adopt",
        (swapped_betas("adopt.py"),),
        "The second step is 1000 times too short at the defaults.",
    ),
)  # fmt: skip
