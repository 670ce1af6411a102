"""Charts that are readable on light and on dark paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pygal
from pygal.style import Style

from ...rendering.svg_charts import STYLE, serialize_chart

Curve = Sequence[float | None]

# Blue for what is correct, gray for what is measured and correct, and others for what is wrong.
BLUE, GRAY, RED, GREEN, BROWN = "#3d7fd9", "#7a8290", "#d1453b", "#3a9d5d", "#b07d1a"


def render_curves(
    curves: Mapping[str, Curve], colors: Sequence[str], x: str, y: str, **options: Any
) -> str:
    """Chart one curve for each name, from step 1 on.

    Args:
        curves: the values of each curve.
        colors: the color of each curve.
        x: the title of the horizontal axis.
        y: the title of the vertical axis.
        options: further options of the chart.
    """
    style = Style(**{**vars(STYLE), "colors": tuple(colors)})
    chart = pygal.Line(
        **{
            "style": style, "js": (), "height": 380, "width": 720, "x_title": x, "y_title": y,
            "show_dots": True, "dots_size": 2.5, "explicit_size": False, "no_prefix": True,
            "disable_xml_declaration": True, "legend_at_bottom": True, "margin": 4,
            "legend_at_bottom_columns": 2, "truncate_legend": -1, "pretty_print": False,
            "stroke_style": {"width": 3}, "show_minor_x_labels": False,
            "x_labels_major_every": 5, "formatter": lambda value: f"{value:.3g}", **options,
        }
    )  # fmt: skip
    chart.x_labels = [str(k + 1) for k in range(max(map(len, curves.values())))]
    for name, curve in curves.items():
        chart.add(name, list(curve))
    return serialize_chart(chart)
