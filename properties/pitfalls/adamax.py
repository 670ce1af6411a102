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
        "@@",
    ),
    Pitfall(
        "adamax-uncorrected", "no bias correction", "adamax",
        (Edit("adamax.py", STEP, "return theta - h.lr * m / u"),),
        "@@", bug=1,
    ),
    Pitfall(
        "adamax-norm-corrected", "the norm is corrected as if it were an average", "adamax",
        (Edit("adamax.py", STEP, STEP[:-1] + "(u / (1 - beta2**t))"),),
        "@@",
    ),
    Pitfall(
        "adamax-norm-averaged", "the norm is averaged, not the largest", "adamax",
        (Edit("adamax.py", NORM, 'u = average(s["u"], np.abs(g), beta2) + h.eps'),),
        "@@",
    ),
    Pitfall(
        "adamax-norm-not-decayed", "the largest gradient is never forgotten", "adamax",
        (Edit("adamax.py", NORM, 'u = np.maximum(s["u"], np.abs(g) + h.eps)'),),
        "@@",
    ),
    Pitfall(
        "adamax-norm-squared", "the norm is of the squared gradient", "adamax",
        (Edit("adamax.py", NORM, 'u = np.maximum(beta2 * s["u"], g * g + h.eps)'),),
        "@@",
    ),
)  # fmt: skip
