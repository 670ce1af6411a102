"""Conventions under the name of Adadelta."""

from ..edits import decoupled
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adadelta-lr-in-average", "the average is of the steps as they are taken, lr included",
        "adadelta",
        (Edit("adadelta.py", "np.sqrt(s[\"u\"] + h.eps) / np.sqrt(v + h.eps) * g",
              "h.lr * np.sqrt(s[\"u\"] + h.eps) / np.sqrt(v + h.eps) * g"),
         Edit("adadelta.py", "return theta - h.lr * delta", "return theta - delta")),
        "The same at lr = 1; below it every step makes those after it smaller.",
        ("keras#11532",), 59,
    ),
    Dialect(
        "adadelta-decoupled-decay", "decay shrinks the parameters", "adadelta",
        (decoupled("adadelta.py"),),
        "Decay is not rescaled by the two averages.", ("keras",), 31,
    ),
)  # fmt: skip
