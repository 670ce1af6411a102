"""Pitfalls of Adamax."""

from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

NORM = 'u = np.maximum(beta2 * s["u"], np.abs(g) + h.eps)'
STEP = "return theta - h.lr / (1 - beta1**t) * m / u"

PITFALLS = (
    Pitfall(
        "adamax-swapped-betas", "the two betas are swapped", "adamax",
        (swapped_betas_edit("adamax.py"),),
        "The first moment should decay with beta1 and the norm with beta2. The first step is "
        "right; on random gradients the second is about 9 % off and the tenth about 50 %.",
    ),
    Pitfall(
        "adamax-uncorrected", "the first moment is not bias-corrected", "adamax",
        (Edit("adamax.py", STEP, "return theta - h.lr * m / u"),),
        "The first moment should be divided by 1 - beta1^t. At the defaults the first step is 10 "
        "times too small and the tenth is 35 % too small; after 100 steps the difference is gone.",
        bug=1,
    ),
    Pitfall(
        "adamax-norm-corrected", "the norm is bias-corrected, although it needs no correction",
        "adamax",
        (Edit("adamax.py", STEP, STEP[:-1] + "(u / (1 - beta2**t))"),),
        "The norm is a maximum and has no bias. Dividing it by 1 - beta2^t makes the first step "
        "1000 times too small at the defaults, and step 200 still 5.5 times.",
    ),
    Pitfall(
        "adamax-norm-averaged", "the norm is an average, not a maximum", "adamax",
        (Edit("adamax.py", NORM, 'u = average(s["u"], np.abs(g), beta2) + h.eps'),),
        "The norm should be the maximum of the decayed norm and the gradient's size. At the "
        "defaults the first step is 1000 times too large; under a constant gradient step 100 is 10 "
        "times too large.",
    ),
    Pitfall(
        "adamax-norm-not-decayed", "the norm does not decay", "adamax",
        (Edit("adamax.py", NORM, 'u = np.maximum(s["u"], np.abs(g) + h.eps)'),),
        "The old norm should be multiplied by beta2 before the maximum is taken. At the defaults "
        "the steps are 4 % off after 100 steps of random gradients, and right under a constant "
        "gradient.",
    ),
    Pitfall(
        "adamax-norm-squared", "the norm uses the squared gradient, not its size", "adamax",
        (Edit("adamax.py", NORM, 'u = np.maximum(beta2 * s["u"], g * g + h.eps)'),),
        "The norm should be the largest decayed |g|. Steps are right for gradients of 1, and 5000 "
        "times too large for gradients of 1e-4 at the defaults.",
    ),
)  # fmt: skip
