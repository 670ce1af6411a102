"""The badge of a check, as a picture."""

from __future__ import annotations

from ...records.check import Report
from ..badges import COLORS, make_badge
from ..template_environment import render_template
from .registry import report_format

# The width of a character of the font, about, and the space on both sides of a text.
CHARACTER = 6.6
SPACE = 10


@report_format("badge_svg", Report, "a badge as SVG")
def render_badge_svg(report: Report) -> str:
    """Render the rule, the verdict with the level of the laws, and the date."""
    badge = make_badge(report)
    widths = [round(len(text) * CHARACTER) + SPACE for text in (badge.label, badge.message)]
    return render_template(
        "badge.svg.j2", badge=badge, color=COLORS[badge.color], left=widths[0], right=widths[1]
    )
