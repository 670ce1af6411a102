"""Chart the loss of training runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from .axis import integer_axis, logarithmic_axis
from .chart import Curve, draw_chart

Losses = Sequence[float | None]


def render_loss_chart(runs: Mapping[str, Losses]) -> Markup:
    """Chart the loss of each epoch, one curve for each name, on a logarithmic axis.

    The first curve is broad, so that it can be seen below another one. Losses that are not positive
    leave a gap.
    """
    positive = {name: [v if v and v > 0 else None for v in losses] for name, losses in runs.items()}
    values = [v for losses in positive.values() for v in losses if v is not None]
    if not values:
        return Markup("")
    return draw_chart(
        integer_axis("epoch", max(len(losses) for losses in positive.values()), first=1),
        logarithmic_axis("loss (log)", values),
        [
            Curve(
                name, [(k + 1.0, v) for k, v in enumerate(losses)], colour,
                broad=len(positive) > 1 and colour == 0,
            )
            for colour, (name, losses) in enumerate(positive.items())
        ],
    )  # fmt: skip
