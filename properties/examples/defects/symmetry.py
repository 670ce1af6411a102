"""Optimizers that are not symmetric."""

from .base import change_step

UNEVEN = change_step(
    "half of the magnitude of the gradient is added to the step",
    "theta - h.lr * g + 0.5 * abs(g)",
)

BROKEN_BY = {
    "negation": UNEVEN,
    "negation-bits": UNEVEN,
    "scaling": "eps-inside-root",
    "scaling-bits": "eps-inside-root",
    "maximize": "flag-ignored",
}
