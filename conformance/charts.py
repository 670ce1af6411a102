"""The deviation over steps against the enclosure, as inline SVG."""

from __future__ import annotations

import math

import pygal
from markupsafe import Markup
from pygal.style import Style

from .records import Deviation

# The smallest deviation drawn; an exact agreement lies on this line.
FLOOR = 1e-18

STYLE = Style(
    background="transparent", plot_background="transparent", foreground="#7a8290",
    foreground_strong="#7a8290", foreground_subtle="#7a829055", opacity="1",
    colors=("#d1453b", "#3d7fd9"), font_family="system-ui, sans-serif",
)  # fmt: skip


def deviation_chart(title: str, deviation: list[Deviation]) -> Markup:
    """Two curves on a logarithmic axis: the deviation, and the radius that rounding explains."""
    if not deviation:
        return Markup("")
    chart = pygal.Line(
        style=STYLE, js=(), logarithmic=True, show_dots=False, height=240, width=640,
        include_x_axis=False, x_title="event", explicit_size=False, disable_xml_declaration=True,
        show_minor_x_labels=False, legend_at_bottom=True, margin=4, x_labels_major_every=10,
        title=None, pretty_print=False, no_prefix=True,
    )  # fmt: skip
    chart.x_labels = [str(k) for k in range(len(deviation))]
    chart.add("deviation of " + title, [_drawn(d.off) for d in deviation])
    chart.add("what rounding explains", [_drawn(d.radius) for d in deviation])
    return Markup(chart.render(is_unicode=True))  # noqa: S704 - pygal escapes its labels


def _drawn(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else max(value, FLOOR)
