"""Pages drawn from records alone: nothing is run again to draw a page."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from .charts import deviation_chart
from .records import PitfallsRecord
from .words import extent, in_words


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(chart=deviation_chart, extent=extent, in_words=in_words)
    return environment


def pitfalls_html(record: PitfallsRecord) -> str:
    """The pitfall report as one self-contained page."""
    return _environment().get_template("pitfalls.html.j2").render(record=record)


def pitfalls_markdown(record: PitfallsRecord) -> str:
    """The pitfall report as Markdown."""
    return _environment().get_template("pitfalls.md.j2").render(record=record)
