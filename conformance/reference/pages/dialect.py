"""The page of a dialect."""

from __future__ import annotations

from collections.abc import Mapping

from properties.dialects import dialects

from ...rendering.markdown_escapes import fence_code
from ..page_kinds import link, page_kind
from ..parts import capitalize, prose, render_case, render_change

ABOUT = (
    "A dialect is a variant of a rule that some library documents. It is not a bug, but it is a "
    "different algorithm: `check` reports it unless it is declared with `--dialect`."
)


def _summaries() -> Mapping[str, str]:
    known = dialects().values()
    return {d.id: f"{prose(d.title)} ({', '.join(d.libraries)})" for d in known}


@page_kind("dialect", "dialects", ABOUT, _summaries)
def render_dialect(name: str) -> str:
    """Render the page of a dialect as Markdown."""
    dialect = dialects()[name]
    lines = [
        f"# Dialect `{name}`",
        "",
        f"**{prose(capitalize(dialect.title))}** (of {link('rule', dialect.rule)})",
        "",
        prose(dialect.explanation),
        "",
        f"Documented or deliberately implemented by: {', '.join(dialect.libraries)}.",
        "",
        "To check an optimizer against it, declare it:",
        "",
        fence_code(f"conformance check mine.py:MyOptimizer --rule {dialect.rule} --dialect {name}"),
        "",
        "## The variant as an edit of the reference",
        "",
        render_change(dialect),
        "",
        *render_case(dialect),
    ]
    return "\n".join(lines).rstrip() + "\n"
