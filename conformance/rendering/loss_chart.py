"""Chart the loss of training runs, as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pygal
from markupsafe import Markup

from .svg_charts import STYLE, axis_ticks, serialize_chart

Curve = Sequence[float | None]


def render_loss_chart(curves: Mapping[str, Curve]) -> Markup:
    """Chart one curve for each name on a logarithmic axis."""
    drawn = {name: [v if v and v > 0 else None for v in curve] for name, curve in curves.items()}
    values = [v for curve in drawn.values() for v in curve if v is not None]
    if not values:
        return Markup("")
    chart = pygal.Line(
        style=STYLE, js=(), logarithmic=True, show_dots=False, height=320, width=720,
        x_title="epoch", explicit_size=False, disable_xml_declaration=True, no_prefix=True,
        legend_at_bottom=True, margin=4, x_labels_major_every=5, show_minor_x_labels=False,
        truncate_legend=-1, truncate_label=-1, stroke_style={"width": 3}, pretty_print=False,
        formatter=lambda value: f"{value:.0e}",
    )  # fmt: skip
    chart.x_labels = [str(k + 1) for k in range(max(len(curve) for curve in drawn.values()))]
    chart.y_labels = axis_ticks(values)
    for name, curve in drawn.items():
        chart.add(name, curve)
    return Markup(serialize_chart(chart))  # noqa: S704 - a serialized tree: its texts are escaped
