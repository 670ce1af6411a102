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
        ("apex (LARC)", "timm", "torch_optimizer", "pytorch_optimizer"), 43,
    ),
    Dialect(
        "lars-plain-without-decay", "no local rate without decay", "lars",
        (Edit("lars.py", "if size", "if h.weight_decay and size"),),
        "With weight decay 0 it is SGD.", ("timm (always_adapt=False)", "torch_optimizer"),
    ),
    Dialect(
        "lars-plain-vectors", "scalars and vectors have no local rate and no decay", "lars",
        (Edit("lars.py", "> 0 and ", "> 0 and theta.ndim > 1 and "),
         Edit("lars.py", "+ h.weight_decay * theta)",
              "+ (h.weight_decay * theta if theta.ndim > 1 else 0.0))"),
         Edit("lars.py", "elementwise = False", "elementwise = False\n    shapeless = False")),
        "What has fewer than two axes moves as by SGD.", ("pytorch_optimizer",),
    ),
    Dialect(
        "lars-no-decay-without-gradient", "no decay where the gradient is zero", "lars",
        (Edit("lars.py", "local = 1.0", "local = 1.0 if slope > 0 else 0.0"),),
        "A parameter whose gradient is zero does not shrink.", ("apex (LARC)", "torch_optimizer"),
    ),
    Dialect(
        "lars-rate-without-gradient", "decay alone has the local rate too", "lars",
        (Edit("lars.py", "slope > 0:", "slope + h.weight_decay * size > 0:"),),
        "A parameter whose gradient is zero shrinks by lr times the trust coefficient, whatever a "
        "weight decay above 0 is.", ("pytorch_optimizer",),
    ),
)  # fmt: skip
