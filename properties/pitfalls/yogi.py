"""Pitfalls of Yogi."""

from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

MOMENT = "v = v - (1 - beta2) * np.sign(v - square) * square"
STEP = "return theta - h.lr * m / (np.sqrt(v) + h.eps)"

PITFALLS = (
    Pitfall(
        "yogi-squared-again", "the squared gradient is squared again", "yogi",
        (Edit("yogi.py", MOMENT, MOMENT + " * square"),),
        "The second moment should change by the squared gradient. Steps are right for gradients of "
        "1; on random gradients the first is 1.4 to 2 times too large, and the tenth 20 to 40 % "
        "too small.", bug=62,
    ),
    Pitfall(
        "yogi-sign-turned", "the second moment moves away from the squared gradient", "yogi",
        (Edit("yogi.py", MOMENT, MOMENT.replace("v = v - ", "v = v + ")),),
        "The second moment should move towards the squared gradient. For gradients of 1 it becomes "
        "negative and its root NaN; for gradients of 1e-4 eps hides the bug to 5e-6 at the first "
        "step.",
    ),
    Pitfall(
        "yogi-is-adam", "the second moment is an exponential average, as in Adam", "yogi",
        (Edit("yogi.py", MOMENT, "v = average(v, square, beta2)"),),
        "The second moment should change by at most (1 - beta2) times the squared gradient. At the "
        "defaults steps are 0.2 % off after 10 steps, and 4 to 5 % after 200.",
    ),
    Pitfall(
        "yogi-start-ignored", "initial_accumulator_value is accepted and ignored", "yogi",
        (Edit("yogi.py", 's.get("v", h.initial_accumulator_value)', 's.get("v", 0.0)'),),
        "The second moment should start at this value, not at 0. At the defaults the first step is "
        "0.05 % too large for gradients of 1, and twice too large for gradients of 1e-4.", bug=82,
        general="What is accumulated should start at this value.",
    ),
    Pitfall(
        "yogi-eps-inside-root", "eps is added inside the square root, not outside", "yogi",
        (Edit("yogi.py", STEP, "return theta - h.lr * m / np.sqrt(v + h.eps)"),),
        "Inside the root, eps has the units of a squared gradient: at the defaults the first step "
        "is 27 % too small for gradients of 1, and 16 times too small for gradients of 1e-4.",
        bug=22,
    ),
    Pitfall(
        "yogi-swapped-betas", "the two betas are swapped", "yogi",
        (swapped_betas_edit("yogi.py"),),
        "The first moment should decay with beta1 and the second with beta2. Yogi has no bias "
        "correction that could hide it: at the defaults the first step is 1000 times too small for "
        "gradients of 1.",
    ),
    Pitfall(
        "yogi-sign-of-gradient", "the sign compares the second moment with |g|, not with g squared",
        "yogi",
        (Edit("yogi.py", "np.sign(v - square)", "np.sign(v - np.abs(g))"),),
        "The second moment should be compared with the squared gradient. Steps are right while it "
        "is below both; on random gradients step 200 is almost 1 % off.",
    ),
)  # fmt: skip
