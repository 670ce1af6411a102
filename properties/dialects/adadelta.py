"""Dialects of Adadelta."""

from ..rules.shared_edits import decoupled_decay_edit
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adadelta-lr-in-average", "the average of squared steps includes lr", "adadelta",
        (Edit("adadelta.py", "np.sqrt(s[\"u\"] + h.eps) / np.sqrt(v + h.eps) * g",
              "h.lr * np.sqrt(s[\"u\"] + h.eps) / np.sqrt(v + h.eps) * g"),
         Edit("adadelta.py", "return theta - h.lr * delta", "return theta - delta")),
        "The average is of the steps as they are taken. There is no difference at lr = 1; below "
        "it, every step makes later steps smaller.",
        ("keras#11532",), 59,
    ),
    Dialect(
        "adadelta-decoupled-decay", "weight decay shrinks the weights directly", "adadelta",
        (decoupled_decay_edit("adadelta.py"),),
        "Weight decay is not rescaled by the two averages.", ("keras",), 31,
    ),
)  # fmt: skip
