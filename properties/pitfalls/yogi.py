"""Yogi: a second moment that moves by the square of the gradient, one way or the other."""

from ..edits import swapped_betas
from ..planting import Edit
from .base import Pitfall

MOMENT = "v = v - (1 - beta2) * np.sign(v - square) * square"
STEP = "return theta - h.lr * m / (np.sqrt(v) + h.eps)"

PITFALLS = (
    Pitfall(
        "yogi-squared-again", "the squared gradient is squared again", "yogi",
        (Edit("yogi.py", MOMENT, MOMENT + " * square"),),
        "@@", bug=62,
    ),
    Pitfall(
        "yogi-sign-turned", "the second moment moves away from the squared gradient", "yogi",
        (Edit("yogi.py", MOMENT, MOMENT.replace("v = v - ", "v = v + ")),),
        "@@",
    ),
    Pitfall(
        "yogi-is-adam", "the second moment is an average", "yogi",
        (Edit("yogi.py", MOMENT, "v = average(v, square, beta2)"),),
        "@@",
    ),
    Pitfall(
        "yogi-start-ignored", "initial_accumulator_value is accepted and ignored", "yogi",
        (Edit("yogi.py", 's.get("v", h.initial_accumulator_value)', 's.get("v", 0.0)'),),
        "@@", bug=82,
    ),
    Pitfall(
        "yogi-eps-inside-root", "eps inside the square root", "yogi",
        (Edit("yogi.py", STEP, "return theta - h.lr * m / np.sqrt(v + h.eps)"),),
        "@@", bug=22,
    ),
    Pitfall(
        "yogi-swapped-betas", "the two betas are swapped", "yogi",
        (swapped_betas("yogi.py"),),
        "@@",
    ),
    Pitfall(
        "yogi-sign-of-gradient", "the sign compares with the gradient, not its square", "yogi",
        (Edit("yogi.py", "np.sign(v - square)", "np.sign(v - np.abs(g))"),),
        "@@",
    ),
)  # fmt: skip
