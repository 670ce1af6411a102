"""Chart the error after each event and the rounding bound."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from ...records.pitfalls import Deviation
from .axis import integer_axis, logarithmic_axis
from .chart import Curve, draw_chart

# The smallest error drawn: a logarithmic axis has no zero.
FLOOR = 1e-18

# The points of a curve are marked if there are at most so many.
MARKED = 20

ERROR, BOUND = 1, 0


def render_deviation_chart(deviation: Sequence[Deviation], name: str = "error") -> Markup:
    """Chart the error as a curve and the rounding bound as an area, on a logarithmic axis.

    A single event is a point beside its enclosure. A cross at the top marks an error that is not
    finite.

    Args:
        deviation: Both after each event.
        name: The label of the error in the legend.
    """
    if not deviation:
        return Markup("")
    errors = [(float(k), _clip_to_axis(d.off)) for k, d in enumerate(deviation)]
    bounds = [(float(k), _clip_to_axis(d.radius)) for k, d in enumerate(deviation)]
    finite = [v for _, v in (*errors, *bounds) if v is not None] or [1.0]
    lowest = max(FLOOR, min(finite) / 10)  # so that the area of the smallest bound has a height
    return draw_chart(
        integer_axis("event", len(deviation) - 1),
        logarithmic_axis("size (log)", [lowest, *finite], FLOOR),
        [
            Curve("rounding bound", bounds, BOUND, area=True),
            Curve(
                name, errors, ERROR, dots=len(deviation) <= MARKED,
                crosses=[k for k, v in errors if v is None],
            ),
        ],
    )  # fmt: skip


def _clip_to_axis(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else max(value, FLOOR)
