"""Dialects of Rprop."""

from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "rprop-minus", "an element also moves where its gradient changed sign", "rprop",
        (Edit("rprop.py", "g = np.where(turn < 0, 0 * g, g)", "pass"),),
        "This is Rprop- of Igel and Huesken: a sign change makes the step smaller and does not "
        "skip it.",
        ("pybrain",),
    ),
)  # fmt: skip
