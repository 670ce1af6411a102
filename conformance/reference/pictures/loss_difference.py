"""How much the loss differs from that of a run without a pitfall, in the same training runs."""

from __future__ import annotations

from .chart import BROWN, GREEN, RED, render_curves
from .loss import SHOWN
from .training_runs import train_with

# The smallest distance drawn: a logarithmic axis has no zero.
FLOOR = 1e-17


def render() -> str:
    """Render the relative difference of the loss at each epoch on a logarithmic axis."""
    clean = train_with(None)
    curves = {
        name: [max(FLOOR, abs(a - b) / b) for a, b in zip(train_with(name), clean, strict=True)]
        for name in SHOWN
    }
    return render_curves(
        curves, (RED, GREEN, BROWN), "epoch", "relative difference", logarithmic=True
    )
