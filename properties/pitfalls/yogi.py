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
        "The same for gradients of 1; on random gradients the first step is 2.2 times too long "
        "and the tenth a third too short.", bug=62,
    ),
    Pitfall(
        "yogi-sign-turned", "the second moment moves away from the squared gradient", "yogi",
        (Edit("yogi.py", MOMENT, MOMENT.replace("v = v - ", "v = v + ")),),
        "The second moment becomes negative at once for gradients near 1, and its root NaN; for "
        "gradients of 1e-4 eps hides it to 3e-6 at the first step.",
    ),
    Pitfall(
        "yogi-is-adam", "the second moment is an average", "yogi",
        (Edit("yogi.py", MOMENT, "v = average(v, square, beta2)"),),
        "Adam without corrections: 0.2 % off after 10 steps, 4 % after 200 at the defaults.",
    ),
    Pitfall(
        "yogi-start-ignored", "initial_accumulator_value is accepted and ignored", "yogi",
        (Edit("yogi.py", 's.get("v", h.initial_accumulator_value)', 's.get("v", 0.0)'),),
        "For gradients near 1 some 1 % off at the first step; for gradients of 1e-4 steps are "
        "twice too long at the defaults.", bug=82,
    ),
    Pitfall(
        "yogi-eps-inside-root", "eps inside the square root", "yogi",
        (Edit("yogi.py", STEP, "return theta - h.lr * m / np.sqrt(v + h.eps)"),),
        "eps then has the units of a squared gradient: the first step is 27 % too short for "
        "gradients of 1, 16 times for gradients of 1e-4.", bug=22,
    ),
    Pitfall(
        "yogi-swapped-betas", "the two betas are swapped", "yogi",
        (swapped_betas("yogi.py"),),
        "Without corrections nothing hides it: the first step is 1000 times too short at the "
        "defaults.",
    ),
    Pitfall(
        "yogi-sign-of-gradient", "the sign compares with the gradient, not its square", "yogi",
        (Edit("yogi.py", "np.sign(v - square)", "np.sign(v - np.abs(g))"),),
        "Right while v is below both: 0.07 % off at step 10 on random gradients, 0.8 % at step "
        "200.",
    ),
)  # fmt: skip
