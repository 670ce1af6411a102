"""What a badge says about a check."""

from __future__ import annotations

from dataclasses import dataclass

from ..records.check import Report
from ..records.law_outcome import is_accepted

COLORS = {
    "brightgreen": "#4c1",
    "green": "#97ca00",
    "yellow": "#dfb317",
    "red": "#e05d44",
    "lightgrey": "#9f9f9f",
}


@dataclass(frozen=True)
class Badge:
    """A badge: the label on the left, the message on the right, and a colour of shields.io."""

    label: str
    message: str
    color: str
    is_error: bool = False


def make_badge(report: Report) -> Badge:
    """Return the badge of a report: the rule, the verdict with the level of the laws, the date."""
    label = "+".join([report.rule or "conformance", *report.options.dialects])
    parts = [_describe_verdict(report), *([report.checked_on] if report.checked_on else [])]
    return Badge(label, " · ".join(parts), _color(report), report.verdict == "errored")


def _describe_verdict(report: Report) -> str:
    if report.internal_error:
        return "internal error"
    if report.verdict == "diverges" and is_accepted(report):
        return "diverges as expected"
    if report.verdict != "conforms":
        return report.verdict
    return "conforms (MUST)" if report.advice else "conforms (MUST, SHOULD)"


def _color(report: Report) -> str:
    if report.verdict == "diverges":
        return "yellow" if is_accepted(report) else "red"
    if report.verdict != "conforms" or report.internal_error:
        return "lightgrey"
    return "green" if report.advice else "brightgreen"
