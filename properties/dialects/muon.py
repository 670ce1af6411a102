"""Conventions under the name of Muon."""

from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "muon-eps-added", "eps is added to the norm", "muon",
        (Edit("muon.py", "x = u / max(np.linalg.norm(u), h.eps)",
              "x = u / (np.linalg.norm(u) + h.eps)"),),
        "The iteration starts smaller by eps over the norm; the author's own code does so.",
        ("KellerJordan/Muon", "optax"),
    ),
)  # fmt: skip
