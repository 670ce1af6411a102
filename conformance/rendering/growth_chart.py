"""Chart how costs grow with several quantities, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pygal
from pygal.style import Style

from .svg_charts import STYLE, axis_ticks, serialize_chart

# One colour for each curve, and gray for the line of proportional growth.
COLORS = ("#3d7fd9", "#d1453b", "#3a9d5d", "#b07d1a", "#8457c2", "#7a8290")

Point = tuple[float, float]


def render_growth_chart(curves: Mapping[str, Sequence[Point]]) -> str:
    """Chart each cost against its size, both in units of the first point, on logarithmic axes.

    A gray line shows a cost that is proportional to the size.
    """
    style = Style(**{**vars(STYLE), "colors": COLORS, "background": "white"})
    chart = pygal.XY(
        style=style, js=(), logarithmic=True, show_dots=True, height=420, width=720,
        x_title="size, in units of the smallest", y_title="CPU, in units of the smallest",
        disable_xml_declaration=True, no_prefix=True, legend_at_bottom=True, truncate_legend=-1,
        stroke_style={"width": 3}, pretty_print=False, formatter=_format_value,
        x_value_formatter=_format_value, dots_size=4, legend_at_bottom_columns=3,
    )  # fmt: skip
    largest = 1.0
    for name, points in curves.items():
        size, cost = points[0]
        relative = [(s / size, c / cost) for s, c in points]
        largest = max(largest, *(s for s, _ in relative))
        chart.add(name, relative)
    chart.add("proportional", [(1.0, 1.0), (largest, largest)], show_dots=False)
    chart.x_labels = chart.y_labels = axis_ticks([1.0, largest])
    return serialize_chart(chart)


def _format_value(value: float | Point) -> str:
    """Format a coordinate, or a point, which pygal shows at its dot."""
    return ", ".join(f"{v:.3g}" for v in (value if isinstance(value, Sequence) else (value,)))
