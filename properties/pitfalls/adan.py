"""Adan: differences of gradients, and what they are weighted with."""

from ..planting import Edit
from .base import Pitfall

DIRECTION = 'u = s["m"] + (1 - betas[1]) * s["v"] if "v" in s else s["m"]'
SQUARE = "(g + (1 - beta2) * difference) ** 2"

PITFALLS = (
    Pitfall(
        "adan-difference-turned", "the difference is taken the other way round", "adan",
        (Edit("adan.py", 'difference = g - s["g"]', 'difference = s["g"] - g'),),
        "Nothing under a constant gradient; the second step is 19 times too long on random ones.",
    ),
    Pitfall(
        "adan-difference-unweighted", "the difference has its full weight in the step", "adan",
        (Edit("adan.py", DIRECTION, DIRECTION.replace("(1 - betas[1]) * ", "")),),
        "Nothing under a constant gradient; the second step is 9 % too long on random ones.",
    ),
    Pitfall(
        "adan-square-of-gradient", "the second moment leaves the difference out", "adan",
        (Edit("adan.py", SQUARE, "g**2"),),
        "Nothing under a constant gradient; the second step is 72 % too long on random ones.",
    ),
    Pitfall(
        "adan-first-gradient-kept", "differences are taken to the first gradient", "adan",
        (Edit("adan.py", '        "g": g,\n', '        "g": s["g"],\n'),),
        "The first two steps are right; the hundredth is 2.4 times too long on random gradients.",
    ),
    Pitfall(
        "adan-first-difference", "the first difference is the gradient itself", "adan",
        (Edit("adan.py", 'return {"g": g, "m": g, "n": g * g}',
              'return {"g": g, "m": g, "v": g, "n": g * g}'),),
        "The first step is 92 % too long at the defaults; it fades within 100 steps.",
    ),
    Pitfall(
        "adan-weight-of-first", "the difference has the weight of the first average", "adan",
        (Edit("adan.py", DIRECTION, DIRECTION.replace("betas[1]", "betas[0]")),),
        "Nothing under a constant gradient; the second step is 6 % too long on random ones at the "
        "default betas.",
    ),
    Pitfall(
        "adan-decay-sign", "decay pushes away from zero", "adan",
        (Edit("adan.py", "theta / (1 + h.lr * h.weight_decay)",
              "theta / (1 - h.lr * h.weight_decay)"),),
        "Weights grow by the factor they should shrink by.", bug=35,
    ),
)  # fmt: skip
