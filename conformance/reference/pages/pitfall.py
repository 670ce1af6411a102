"""The page of a pitfall."""

from __future__ import annotations

from collections.abc import Mapping

from properties.pitfalls import pitfalls

from ..page_kinds import link, page_kind
from ..parts import capitalize, prose, render_case, render_change

ABOUT = (
    "A pitfall is a known bug, stored as an edit of the reference implementation. Each page has "
    "the edit, and the smallest case that was found for it."
)


def _summaries() -> Mapping[str, str]:
    return {p.id: f"{p.rule}: {prose(p.title)}" for p in pitfalls().values()}


@page_kind("pitfall", "pitfalls", ABOUT, _summaries)
def render_pitfall(name: str) -> str:
    """Render the page of a pitfall as Markdown."""
    pitfall = pitfalls()[name]
    where = "the training loop around " if pitfall.loop else ""
    level = " Only a SHOULD law detects it, so `check` warns." if pitfall.advised else ""
    lines = [
        f"# Pitfall `{name}`",
        "",
        f"**{prose(capitalize(pitfall.title))}** (in {where}{link('rule', pitfall.rule)})",
        "",
        f"{prose(pitfall.explanation)}{level}",
        "",
    ]
    if pitfall.claim:
        lines += [f"The tutorial that the suite started from says: “{prose(pitfall.claim)}”", ""]
    lines += [
        "## The bug as an edit of the reference",
        "",
        render_change(pitfall),
        "",
        *render_case(pitfall),
    ]
    return "\n".join(lines).rstrip() + "\n"
