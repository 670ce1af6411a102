"""Optimizers that do not agree with their rule."""

from .base import make_defect

BOUNDARY_REJECTED = make_defect(
    "eps = 0 is rejected",
    "adam",
    ("adam.py", "    eps = nonnegative()\n", "    eps = positive()\n"),
    ("adam.py", "flag, nonnegative\n", "flag, nonnegative, positive\n"),
)

BROKEN_BY = {
    "runs": "none-crashes",
    "edges": BOUNDARY_REJECTED,
    "agreement": "decay-after-step",
    "torch-agreement": "nesterov-sign",
    "default-betas": make_defect(
        "the default betas are swapped",
        "adam",
        ("adam.py", "= (0.9, 0.999)", "= (0.999, 0.9)"),
    ),
    "defaults": make_defect(
        "the default learning rate is ten times that of torch",
        "sgd",
        ("sgd.py", "lr: float = 1e-3", "lr: float = 1e-2"),
    ),
}
