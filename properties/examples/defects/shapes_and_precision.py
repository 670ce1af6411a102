"""Optimizers that take other axes for those of a matrix, or round weight decay away."""

from .base import TorchDefect

BROKEN_BY = {
    "kernels": TorchDefect(
        "the shape factor of a kernel is that of its last two axes", "FactorOfKernel"
    ),
    "small-decay": TorchDefect(
        "parameters in low precision are rounded to the nearest number", "RoundedToNearest"
    ),
}
