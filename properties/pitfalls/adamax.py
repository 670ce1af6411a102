"""Adamax: the largest decayed gradient in place of the second moment."""

from ..edits import swapped_betas
from ..planting import Edit
from .base import Pitfall

NORM = 'u = np.maximum(beta2 * s["u"], np.abs(g) + h.eps)'
STEP = "return theta - h.lr / (1 - beta1**t) * m / u"

PITFALLS = (
    Pitfall(
        "adamax-swapped-betas", "the two betas are swapped", "adamax",
        (swapped_betas("adamax.py"),),
        "The first step is the same; the second is 9 % off on random gradients, the tenth 60 %.",
    ),
    Pitfall(
        "adamax-uncorrected", "no bias correction", "adamax",
        (Edit("adamax.py", STEP, "return theta - h.lr * m / u"),),
        "The first step is 10 times too small at the defaults, the tenth 35 %; gone after 100.",
        bug=1,
    ),
    Pitfall(
        "adamax-norm-corrected", "the norm is corrected as if it were an average", "adamax",
        (Edit("adamax.py", STEP, STEP[:-1] + "(u / (1 - beta2**t))"),),
        "Divided by 1 - beta2^t, the norm makes the first step 1000 times too small at the "
        "defaults, and the two hundredth still 5 times: a maximum has no bias.",
    ),
    Pitfall(
        "adamax-norm-averaged", "the norm is averaged, not the largest", "adamax",
        (Edit("adamax.py", NORM, 'u = average(s["u"], np.abs(g), beta2) + h.eps'),),
        "The first step is 1000 times too large at the defaults, the hundredth 10 times.",
    ),
    Pitfall(
        "adamax-norm-not-decayed", "the largest gradient is never forgotten", "adamax",
        (Edit("adamax.py", NORM, 'u = np.maximum(s["u"], np.abs(g) + h.eps)'),),
        "The largest gradient of all rules for ever: 4 % off after 100 steps of random gradients "
        "at the defaults, nothing at all under a constant gradient.",
    ),
    Pitfall(
        "adamax-norm-squared", "the norm is of the squared gradient", "adamax",
        (Edit("adamax.py", NORM, 'u = np.maximum(beta2 * s["u"], g * g + h.eps)'),),
        "The same for gradients of 1; for gradients of 1e-4 steps are some 4000 times too large.",
    ),
)  # fmt: skip
