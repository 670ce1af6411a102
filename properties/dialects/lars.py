"""Dialects of LARS."""

from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "lars-norm-of-sum", "the local learning rate uses the norm of gradient plus decay", "lars",
        (Edit("lars.py", "size, slope = np.linalg.norm(theta), np.linalg.norm(g)",
              "size, slope = np.linalg.norm(theta), np.linalg.norm(g + h.weight_decay * theta)"),
         Edit("lars.py", "size / (slope + h.weight_decay * size)", "size / slope")),
        "The rule adds the two norms. The norm of a sum is at most the sum of the norms, so steps "
        "are never smaller.", ("optax",),
    ),
    Dialect(
        "lars-lr-outside-velocity", "lr is outside the velocity", "lars",
        (Edit("lars.py", "+ h.lr * local * (g", "+ local * (g"),
         Edit("lars.py", "return theta - v, {", "return theta - h.lr * v, {")),
        "Steps are the same at a constant lr; a changed lr takes full effect at the next step.",
        ("apex (LARC)", "timm", "torch_optimizer", "pytorch_optimizer"), 43,
    ),
    Dialect(
        "lars-plain-without-decay", "no local learning rate where weight decay is 0", "lars",
        (Edit("lars.py", "if size", "if h.weight_decay and size"),),
        "With weight decay 0 the optimizer is SGD.",
        ("timm (always_adapt=False)", "torch_optimizer"),
    ),
    Dialect(
        "lars-plain-vectors", "scalars and vectors have no local learning rate and no decay",
        "lars",
        (Edit("lars.py", "> 0 and ", "> 0 and theta.ndim > 1 and "),
         Edit("lars.py", "+ h.weight_decay * theta)",
              "+ (h.weight_decay * theta if theta.ndim > 1 else 0.0))"),
         Edit("lars.py", "elementwise = False", "elementwise = False\n    shapeless = False")),
        "A parameter with fewer than two axes moves as in SGD.", ("pytorch_optimizer",),
    ),
    Dialect(
        "lars-no-decay-without-gradient", "no weight decay where the gradient is zero", "lars",
        (Edit("lars.py", "local = 1.0", "local = 1.0 if slope > 0 else 0.0"),),
        "A parameter with a zero gradient does not shrink.", ("apex (LARC)", "torch_optimizer"),
    ),
    Dialect(
        "lars-rate-without-gradient",
        "the local learning rate also applies where the gradient is zero",
        "lars",
        (Edit("lars.py", "slope > 0:", "slope + h.weight_decay * size > 0:"),),
        "A parameter with a zero gradient shrinks by lr times trust_coefficient, whatever the "
        "weight decay is, if it is above 0.", ("pytorch_optimizer",),
    ),
)  # fmt: skip
