"""Pitfalls of Adan."""

from ..rules.source_edits import Edit
from .base import Pitfall

DIRECTION = 'u = s["m"] + (1 - betas[1]) * s["v"] if "v" in s else s["m"]'
SQUARE = "(g + (1 - beta2) * difference) ** 2"

PITFALLS = (
    Pitfall(
        "adan-difference-turned", "the gradient difference has the wrong sign", "adan",
        (Edit("adan.py", 'difference = g - s["g"]', 'difference = s["g"] - g'),),
        "The difference should be the current gradient minus the previous one. Steps are right "
        "under a constant gradient; on random gradients the second step is more than twice too "
        "large.",
    ),
    Pitfall(
        "adan-difference-unweighted",
        "the gradient difference is not weighted by 1 - beta2 in the step",
        "adan",
        (Edit("adan.py", DIRECTION, DIRECTION.replace("(1 - betas[1]) * ", "")),),
        "The average of differences should be multiplied by 1 - beta2. Steps are right under a "
        "constant gradient; on random gradients the second step is about 9 % too large.",
    ),
    Pitfall(
        "adan-square-of-gradient", "the second moment leaves out the gradient difference", "adan",
        (Edit("adan.py", SQUARE, "g**2"),),
        "The second moment should be of g + (1 - beta2) * difference. Steps are right under a "
        "constant gradient; on random gradients the second step is about 50 % too large.",
    ),
    Pitfall(
        "adan-first-gradient-kept", "the gradient difference is always taken to the first gradient",
        "adan",
        (Edit("adan.py", '        "g": g,\n', '        "g": s["g"],\n'),),
        "The difference should be taken to the previous gradient. The first two steps are right; "
        "on random gradients step 100 is more than twice too large.",
    ),
    Pitfall(
        "adan-first-difference", "the first gradient difference is the gradient, not zero", "adan",
        (Edit("adan.py", 'return {"g": g, "m": g, "n": g * g}',
              'return {"g": g, "m": g, "v": g, "n": g * g}'),),
        "There is no difference at the first step, so it should be zero. With the gradient in its "
        "place the first step is 92 % too large at the defaults; the difference is gone after 100 "
        "steps.",
    ),
    Pitfall(
        "adan-weight-of-first", "the gradient difference is weighted by 1 - beta1, not 1 - beta2",
        "adan",
        (Edit("adan.py", DIRECTION, DIRECTION.replace("betas[1]", "betas[0]")),),
        "The average of differences should be multiplied by 1 - beta2. Steps are right under a "
        "constant gradient; on random gradients the second step is about 6 % too large at the "
        "default betas.",
    ),
    Pitfall(
        "adan-decay-sign", "weight decay pushes the weights away from zero", "adan",
        (Edit("adan.py", "theta / (1 + h.lr * h.weight_decay)",
              "theta / (1 - h.lr * h.weight_decay)"),),
        "Each step divides the weights by 1 - lr * weight_decay; it should divide them by 1 + lr * "
        "weight_decay.", bug=35,
    ),
)  # fmt: skip
