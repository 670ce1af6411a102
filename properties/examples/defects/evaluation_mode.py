"""Optimizers that mishandle their evaluation mode."""

from .base import TorchDefect

BROKEN_BY = {
    "evaluation-mode": TorchDefect(
        "training goes on from the parameters of evaluation mode", "Unrestored"
    ),
}
