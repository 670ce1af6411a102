"""Render the templates of HTML and Markdown documents. Rendering runs nothing.

jinja2 is imported when a document is rendered: most runs write none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..records.pitfalls import AnchorRecord, PitfallRecord, PitfallsRecord
from .counts import format_count
from .deviation_series import measure_deviations
from .diagnosis_groups import split_equivalent, title_with_layer
from .kinds_of_tests import KindOfTest, count_noticed, measured_kinds
from .markdown_escapes import escape_cell, fence_code
from .page_script import script_digest, table_script
from .report_text import (
    changed_lines,
    describe_cause,
    describe_coverage,
    describe_decided,
    describe_declaration,
    describe_detected_mutants,
    describe_detected_pitfalls,
    describe_deviations,
    describe_error_curve,
    describe_expected_failures,
    describe_interruption,
    describe_kind,
    diagnosis_heading,
    label_changes,
    law_summaries,
    render_command,
    render_inapplicable,
    titles_by_id,
)
from .scenario_text import describe_extent, describe_scenario
from .upstream_reports import upstream_reports

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    from .charts.deviation_chart import render_deviation_chart

    environment = Environment(
        loader=PackageLoader("conformance.rendering"),
        autoescape=select_autoescape(["html.j2", "svg.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(escape_cell=escape_cell, fence_code=fence_code)
    environment.tests["noticing"] = _is_noticing
    environment.globals.update(
        chart=render_deviation_chart,
        render_training_chart=render_training_chart,
        render_anchor_chart=render_anchor_chart,
        measure_deviations=measure_deviations,
        changed_lines=changed_lines,
        count_noticed=count_noticed,
        describe_error_curve=describe_error_curve,
        label_changes=label_changes,
        law_summaries=law_summaries,
        group_detections=group_detections,
        laws_that_detect=laws_that_detect,
        measured_kinds=measured_kinds,
        script_digest=script_digest,
        table_script=table_script,
        upstream_reports=upstream_reports,
        format_count=format_count,
        render_command=render_command,
        split_equivalent=split_equivalent,
        title_with_layer=title_with_layer,
        render_inapplicable=render_inapplicable,
        describe_cause=describe_cause,
        describe_decided=describe_decided,
        describe_deviations=describe_deviations,
        describe_expected_failures=describe_expected_failures,
        describe_interruption=describe_interruption,
        describe_declaration=describe_declaration,
        describe_extent=describe_extent,
        describe_scenario=describe_scenario,
        describe_kind=describe_kind,
        diagnosis_heading=diagnosis_heading,
        describe_detected_mutants=describe_detected_mutants,
        describe_detected_pitfalls=describe_detected_pitfalls,
        describe_coverage=describe_coverage,
        titles_by_id=titles_by_id,
    )
    return environment


def render_template(template: str, **given: Any) -> str:
    """Render the template of this name with these variables."""
    return _environment().get_template(template).render(**given)


def group_detections(
    record: PitfallsRecord,
) -> Iterator[tuple[str, list[str], list[PitfallRecord]]]:
    """For each rule, yield the laws that detect one of its pitfalls, and its pitfalls."""
    for rule in sorted({p.rule for p in record.pitfalls}):
        found = [p for p in record.pitfalls if p.rule == rule]
        yield rule, list(dict.fromkeys(law for p in found for law in p.laws)), found


def laws_that_detect(record: PitfallsRecord) -> list[str]:
    """Return the laws that detect a pitfall, in alphabetical order."""
    return sorted({law for pitfall in record.pitfalls for law in pitfall.laws})


def _is_noticing(kind: KindOfTest, record: PitfallsRecord, pitfall: PitfallRecord) -> bool:
    return kind.notices(record, pitfall)


def render_training_chart(anchor: AnchorRecord | None, pitfall: PitfallRecord) -> Markup:
    """Chart the training losses with and without a pitfall, if both were recorded."""
    from markupsafe import Markup

    from .charts.loss_chart import render_loss_chart

    clean = anchor.clean.get(pitfall.rule) if anchor else None
    if not clean or not pitfall.training:
        return Markup("")
    return render_loss_chart({"without": clean, "with the pitfall": pitfall.training})


def render_anchor_chart(anchor: AnchorRecord) -> Markup:
    """Chart the training losses of each optimizer."""
    from .charts.loss_chart import render_loss_chart

    return render_loss_chart({run.optimizer: run.losses for run in anchor.runs})
