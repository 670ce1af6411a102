"""The style sheet of charts, for those that stand outside of our pages."""

from __future__ import annotations

from importlib.resources import files


def chart_style() -> str:
    """Return the style sheet of charts, which is readable on light and on dark paper."""
    return files("conformance.rendering").joinpath("templates/chart.css").read_text("utf-8")
