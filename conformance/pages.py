"""Pages drawn from records alone: nothing is run again to draw a page."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from .charts import deviation_chart
from .curves import loss_chart
from .distances import distances
from .markdown import cell, fenced
from .records import AnchorRecord, MatrixRecord, PitfallRecord, PitfallsRecord, Report
from .tables import rows
from .words import extent, in_words


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance"),
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
        asked=asked,
        extent=extent,
        in_words=in_words,
    )
    return environment


def _drawn(template: str, **given: Any) -> str:
    return _environment().get_template(template).render(**given)


def check_html(report: Report) -> str:
    """The answer to a check as one self-contained page."""
    return _drawn("check.html.j2", report=report)


def check_markdown(report: Report) -> str:
    """The answer to a check as Markdown, short enough for a comment."""
    return _drawn("check.md.j2", report=report)


def pitfalls_html(record: PitfallsRecord) -> str:
    """The pitfall report as one self-contained page."""
    return _drawn("pitfalls.html.j2", record=record)


def pitfalls_markdown(record: PitfallsRecord) -> str:
    """The pitfall report as Markdown."""
    return _drawn("pitfalls.md.j2", record=record)


def matrix_html(record: MatrixRecord) -> str:
    """The matrix as one self-contained page."""
    return _drawn("matrix.html.j2", **_of_matrix(record))


def matrix_markdown(record: MatrixRecord) -> str:
    """The matrix as Markdown."""
    return _drawn("matrix.md.j2", **_of_matrix(record))


def _of_matrix(record: MatrixRecord) -> Mapping[str, Any]:
    return {
        "judged": [library for library in record.libraries if not library.problem],
        "absent": [library for library in record.libraries if library.problem],
        "rows": list(rows(record)),
        "cells": record.cells,
    }


def kills(record: PitfallsRecord) -> Iterator[tuple[str, list[str], list[PitfallRecord]]]:
    """By rule: the laws that see one of its pitfalls, and its pitfalls."""
    for rule in sorted({p.rule for p in record.pitfalls}):
        found = [p for p in record.pitfalls if p.rule == rule]
        yield rule, list(dict.fromkeys(law for p in found for law in p.laws)), found


def training_chart(anchor: AnchorRecord | None, pitfall: PitfallRecord) -> Markup:
    """The training run with a pitfall and without, where it was made with both."""
    clean = anchor.clean.get(pitfall.rule) if anchor else None
    if not clean or not pitfall.training:
        return Markup("")
    return loss_chart({"with the pitfall": pitfall.training, "without": clean})


def anchor_chart(anchor: AnchorRecord) -> Markup:
    """The training run with each of the two optimizers."""
    return loss_chart({run.optimizer: run.losses for run in anchor.runs})


def asked(report: Report) -> str:
    """The command that asks the same again."""
    options = report.options
    words = ["conformance", "check", report.target, "--rule", report.rule]
    words += ["--adapter", options.adapter] if options.adapter else []
    for flag, pairs in (
        ("--map", options.map), ("--hyper", options.hyper), ("--assume", options.assume)
    ):  # fmt: skip
        for name, value in pairs.items():
            words += [flag, f"{name}={value}"]
    for flag, names in (("--without", options.without), ("--dialect", options.dialects)):
        for name in names:
            words += [flag, name]
    words += ["--examples", str(options.examples), "--seed", str(options.seed)]
    return shlex.join(words)
