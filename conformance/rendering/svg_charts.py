"""Chart the error after each event and the rounding bound, as inline SVG."""

from __future__ import annotations

import math
import sys
from xml.etree import ElementTree

import pygal
from markupsafe import Markup
from pygal.style import Style

from ..records.pitfalls import Deviation

# pygal installs an import hook without ``find_spec``, which makes every later import warn.
sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, pygal.PluginImportFixer)]

# The smallest error drawn: a logarithmic axis has no zero.
FLOOR = 1e-18

STYLE = Style(
    background="transparent", plot_background="transparent", foreground="#7a8290",
    foreground_strong="#7a8290", foreground_subtle="#7a829055", opacity="1",
    colors=("#d1453b", "#3d7fd9"), font_family="system-ui, sans-serif",
)  # fmt: skip


def render_deviation_chart(deviation: list[Deviation], name: str = "error") -> Markup:
    """Chart the error and the rounding bound on a logarithmic axis.

    Args:
        deviation: Both after each event.
        name: The label of the error in the legend.
    """
    if not deviation:
        return Markup("")
    off, radius = ([_clip_to_axis(v) for v in curve] for curve in _deviation_curves(deviation))
    chart = pygal.Line(
        style=STYLE, js=(), logarithmic=True, show_dots=len(deviation) == 1, height=360, width=720,
        x_title="event", y_title="absolute size", explicit_size=False,
        disable_xml_declaration=True, no_prefix=True,
        legend_at_bottom=True, margin=4, x_labels_major_every=10, show_minor_x_labels=False,
        truncate_legend=-1, truncate_label=-1, stroke_style={"width": 3}, pretty_print=False,
        formatter=lambda value: f"{value:.0e}",
    )  # fmt: skip
    chart.x_labels = [str(k) for k in range(len(deviation))]
    chart.y_labels = axis_ticks([v for v in (*off, *radius) if v is not None])
    chart.add(name, off)
    chart.add("rounding bound", radius)
    return Markup(serialize_chart(chart))  # noqa: S704 - a serialized tree: its texts are escaped


def serialize_chart(chart: pygal.Line) -> str:
    """Serialize the chart without scripts, and without ids that other charts repeat."""
    tree = chart.render_tree()
    for parent in list(tree.iter()):
        if parent is not tree:
            parent.attrib.pop("id", None)
        for script in parent.findall("script"):
            parent.remove(script)
    return ElementTree.tostring(tree, encoding="unicode")


def _deviation_curves(deviation: list[Deviation]) -> tuple[list[float | None], list[float | None]]:
    return [d.off for d in deviation], [d.radius for d in deviation]


def axis_ticks(values: list[float]) -> list[float]:
    """Return about six powers of ten that span the values."""
    low = math.floor(math.log10(min(values, default=FLOOR)))
    high = math.ceil(math.log10(max(values, default=1.0)))
    return [10.0**k for k in range(low, high + 1, max(1, (high - low) // 5))]


def _clip_to_axis(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else max(value, FLOOR)
