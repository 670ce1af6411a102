"""Render the templates of HTML and Markdown documents. Rendering runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from ..records.pitfalls import AnchorRecord, PitfallRecord, PitfallsRecord
from .counts import about
from .deviation_series import distances
from .loss_chart import loss_chart
from .markdown_escapes import cell, fenced
from .report_text import (
    asked,
    decided,
    declared,
    inapplicable,
    kind_of,
    pitfalls_caught,
    reproduces,
)
from .scenario_text import extent, in_words
from .svg_charts import deviation_chart


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance.rendering"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(cell=cell, fenced=fenced)
    environment.globals.update(
        chart=deviation_chart,
        training_chart=training_chart,
        anchor_chart=anchor_chart,
        distances=distances,
        kills=kills,
        about=about,
        asked=asked,
        inapplicable=inapplicable,
        decided=decided,
        declared=declared,
        extent=extent,
        in_words=in_words,
        kind_of=kind_of,
        pitfalls_caught=pitfalls_caught,
        reproduces=reproduces,
    )
    return environment


def render_template(template: str, **given: Any) -> str:
    """Render the template of this name with these variables."""
    return _environment().get_template(template).render(**given)


def kills(record: PitfallsRecord) -> Iterator[tuple[str, list[str], list[PitfallRecord]]]:
    """For each rule, yield the laws that detect one of its pitfalls, and its pitfalls."""
    for rule in sorted({p.rule for p in record.pitfalls}):
        found = [p for p in record.pitfalls if p.rule == rule]
        yield rule, list(dict.fromkeys(law for p in found for law in p.laws)), found


def training_chart(anchor: AnchorRecord | None, pitfall: PitfallRecord) -> Markup:
    """Chart the training losses with and without a pitfall, if both were recorded."""
    clean = anchor.clean.get(pitfall.rule) if anchor else None
    if not clean or not pitfall.training:
        return Markup("")
    return loss_chart({"with the pitfall": pitfall.training, "without": clean})


def anchor_chart(anchor: AnchorRecord) -> Markup:
    """Chart the training losses of each optimizer."""
    return loss_chart({run.optimizer: run.losses for run in anchor.runs})
