"""Adafactor: the factored moment, and the size of the step."""

from ..planting import Edit
from .base import Pitfall

ALPHA = "alpha = max(eps2, rms(theta)) * min(h.lr, t**-0.5)"
BETA = "1 - t**h.beta2_decay"

PITFALLS = (
    Pitfall(
        "adafactor-first-axis", "columns are means over the first axis of all", "adafactor",
        (Edit("adafactor.py", "mean(square, -2)", "mean(square, 0)"),),
        "The same for matrices. From three axes on, which convolutions have, columns are means "
        "over other matrices.", bug=72,
    ),
    Pitfall(
        "adafactor-decay-offset", "the decay rate's count starts below 1", "adafactor",
        (Edit("adafactor.py", BETA, "1 - np.float64(t - 2) ** h.beta2_decay"),),
        "A negative number or zero to the power -0.8: the first step ignores it, the second is "
        "NaN, and so is all that follows.", bug=73,
    ),
    Pitfall(
        "adafactor-decay-constant", "the decay rate does not change with the steps", "adafactor",
        (Edit("adafactor.py", BETA, "1 - 2**h.beta2_decay"),),
        "The first two steps are right; on random gradients the tenth is 17 % off.",
    ),
    Pitfall(
        "adafactor-not-normalized", "the outer product is not divided by its mean", "adafactor",
        (Edit("adafactor.py", "return row * column / np.maximum(whole, eps)",
              "return row * column"),),
        "The bound on the root mean square hides it while steps are long: nothing at the first "
        "two steps, 15 % off at the tenth.",
    ),
    Pitfall(
        "adafactor-clipping-ignored", "d is accepted and ignored", "adafactor",
        (Edit("adafactor.py", "max(1.0, rms(u) / h.d)", "max(1.0, rms(u))"),),
        "Right at the default; with d = 2 the second step is 9 % off on random gradients.", bug=82,
    ),
    Pitfall(
        "adafactor-absolute-step", "steps are not relative to the parameter", "adafactor",
        (Edit("adafactor.py", ALPHA, "alpha = min(h.lr, t**-0.5)"),),
        "Steps do not grow with the parameter: 11 % off for one near 1, a thousand times too long "
        "for one of 0.",
    ),
    Pitfall(
        "adafactor-rate-not-bounded", "the learning rate is not bounded by the steps", "adafactor",
        (Edit("adafactor.py", ALPHA, "alpha = max(eps2, rms(theta)) * h.lr"),),
        "The bound acts after 10,000 steps at the default lr of 0.01; at 0.1 the two hundredth "
        "step is 57 % too long.",
    ),
    Pitfall(
        "adafactor-norm-for-rms", "the norm is taken for the root mean square", "adafactor",
        (Edit("adafactor.py", "return np.linalg.norm(x) / max(1, x.size) ** 0.5",
              "return np.linalg.norm(x)"),),
        "Steps grow with the root of the number of elements where they are relative, and shrink "
        "with it where they are bounded: for 12 elements of random gradients the two cancel to "
        "within 15 to 37 %.",
    ),
)  # fmt: skip
