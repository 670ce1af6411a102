"""Adafactor: the factored moment, and the size of the step."""

from ..planting import Edit
from .base import Pitfall

ALPHA = "alpha = max(eps2, rms(theta)) * min(h.lr, t**-0.5)"
BETA = "1 - t**h.beta2_decay"

PITFALLS = (
    Pitfall(
        "adafactor-first-axis", "columns are means over the first axis of all", "adafactor",
        (Edit("adafactor.py", "mean(square, -2)", "mean(square, 0)"),),
        "@@", bug=72,
    ),
    Pitfall(
        "adafactor-decay-offset", "the decay rate's count starts below 1", "adafactor",
        (Edit("adafactor.py", BETA, "1 - np.float64(t - 2) ** h.beta2_decay"),),
        "@@", bug=73,
    ),
    Pitfall(
        "adafactor-decay-constant", "the decay rate does not change with the steps", "adafactor",
        (Edit("adafactor.py", BETA, "1 - 2**h.beta2_decay"),),
        "@@",
    ),
    Pitfall(
        "adafactor-not-normalized", "the outer product is not divided by its mean", "adafactor",
        (Edit("adafactor.py", "return row * column / np.maximum(mean(row, -2), eps)",
              "return row * column"),),
        "@@",
    ),
    Pitfall(
        "adafactor-clipping-ignored", "d is accepted and ignored", "adafactor",
        (Edit("adafactor.py", "max(1.0, rms(u) / h.d)", "max(1.0, rms(u))"),),
        "@@", bug=82,
    ),
    Pitfall(
        "adafactor-absolute-step", "steps are not relative to the parameter", "adafactor",
        (Edit("adafactor.py", ALPHA, "alpha = min(h.lr, t**-0.5)"),),
        "@@",
    ),
    Pitfall(
        "adafactor-rate-not-bounded", "the learning rate is not bounded by the steps", "adafactor",
        (Edit("adafactor.py", ALPHA, "alpha = max(eps2, rms(theta)) * h.lr"),),
        "@@",
    ),
    Pitfall(
        "adafactor-norm-for-rms", "the norm is taken for the root mean square", "adafactor",
        (Edit("adafactor.py", "return np.linalg.norm(x) / max(1, x.size) ** 0.5",
              "return np.linalg.norm(x)"),),
        "@@",
    ),
)  # fmt: skip
