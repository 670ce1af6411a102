"""Charts that are readable on light and on dark paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...rendering.charts.axis import integer_axis, linear_axis, logarithmic_axis
from ...rendering.charts.chart import Curve, draw_chart
from ...rendering.charts.style import chart_style

Values = Sequence[float | None]

# The numbers of colours: blue for what is correct, gray for what is measured and correct, and
# others for what is wrong.
BLUE, GRAY, RED, GREEN, BROWN = 0, 5, 1, 2, 3


def render_curves(
    curves: Mapping[str, Values],
    colors: Sequence[int],
    x: str,
    y: str,
    *,
    logarithmic: bool = False,
) -> str:
    """Chart one curve for each name, from step 1 on.

    Args:
        curves: the values of each curve.
        colors: the number of the color of each curve.
        x: the title of the horizontal axis.
        y: the title of the vertical axis.
        logarithmic: whether equal factors have equal heights.
    """
    values = [v for curve in curves.values() for v in curve if v is not None]
    return draw_chart(
        integer_axis(x, max(map(len, curves.values())), first=1),
        logarithmic_axis(f"{y} (log)", values) if logarithmic else linear_axis(y, values),
        [
            Curve(name, [(k + 1.0, v) for k, v in enumerate(curve)], color)
            for (name, curve), color in zip(curves.items(), colors, strict=True)
        ],
        style=chart_style(),
    )
