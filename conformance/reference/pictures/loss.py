"""The loss of a training run with and without pitfalls of Adam."""

from __future__ import annotations

from .chart import BLUE, BROWN, GREEN, RED, render_curves
from .training_runs import train_with

# Pitfalls of Adam whose runs the picture shows.
SHOWN = ("eps-inside-root", "t-one-ahead", "moment-seeded")


def render() -> str:
    """Render the loss of each epoch on a logarithmic axis."""
    curves = {"without a pitfall": train_with(None)}
    curves |= {name: train_with(name) for name in SHOWN}
    colors = (BLUE, RED, GREEN, BROWN)
    return render_curves(curves, colors, "epoch", "training loss", logarithmic=True)
