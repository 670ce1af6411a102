"""Conventions under the name of Rprop."""

from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "rprop-minus", "it moves where the gradient turned, too", "rprop",
        (Edit("rprop.py", "g = np.where(turn < 0, 0 * g, g)", "pass"),),
        "Rprop- of Igel and Huesken: a turn makes the step smaller and does not skip it.",
        ("pybrain",),
    ),
)  # fmt: skip
