"""Conventions under the name of LARS."""

from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "lars-norm-of-sum", "the local rate has the norm of gradient and decay together", "lars",
        (Edit("lars.py", "size, slope = np.linalg.norm(theta), np.linalg.norm(g)",
              "size, slope = np.linalg.norm(theta), np.linalg.norm(g + h.weight_decay * theta)"),
         Edit("lars.py", "size / (slope + h.weight_decay * size)", "size / slope")),
        "The norm of a sum is at most the sum of the norms: steps are never shorter.", ("optax",),
    ),
    Dialect(
        "lars-lr-outside-velocity", "lr outside the velocity", "lars",
        (Edit("lars.py", "+ h.lr * local * (g", "+ local * (g"),
         Edit("lars.py", "return theta - v, {", "return theta - h.lr * v, {")),
        "The same at a constant learning rate; a change of lr takes effect at once.",
        ("apex (LARC)", "timm"), 43,
    ),
)  # fmt: skip
