"""Chart how costs grow with several quantities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .axis import logarithmic_axis
from .chart import Curve, draw_chart
from .style import chart_style

# The number of the colour of the line of proportional growth.
GRAY = 5

Size = tuple[float, float]


def render_growth_chart(curves: Mapping[str, Sequence[Size]]) -> str:
    """Chart each cost against its size, both in units of the first point, on logarithmic axes.

    A gray line shows a cost that is proportional to the size. The picture stands alone in a file.
    """
    relative = {
        name: [(size / points[0][0], cost / points[0][1]) for size, cost in points]
        for name, points in curves.items()
    }
    largest = max((size for points in relative.values() for size, _ in points), default=1.0)
    costs = [cost for points in relative.values() for _, cost in points]
    drawn = [Curve("proportional", [(1.0, 1.0), (largest, largest)], GRAY)]
    drawn += [
        Curve(name, points, colour % GRAY, dots=True)
        for colour, (name, points) in enumerate(relative.items())
    ]
    return draw_chart(
        logarithmic_axis("size, in units of the smallest", [1.0, largest]),
        logarithmic_axis("CPU (relative)", [1.0, largest, *costs]),
        drawn,
        style=f"svg{{background:#fff}}{chart_style()}",  # for paper of any colour
    )
