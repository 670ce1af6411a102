"""The pitfall report: its records, and when it passes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

import optimcore
from conformance.pitfall_report import run as report_module
from conformance.pitfall_report.run import judge_pitfall
from conformance.records.base import json_schema
from conformance.records.pitfalls import PitfallRecord, PitfallsRecord
from conformance.rendering.formats.html import render_pitfalls_html
from conformance.rendering.formats.markdown import render_pitfalls_markdown
from conformance.tests.example_records import clean_record, pitfall_record, whole
from conformance.tests.page_reader import Page, assert_self_contained
from properties.case_study.naive_test import TOLERANCE
from properties.laws import laws
from properties.pitfalls import pitfalls
from properties.rules.own_rules import own_rules
from properties.rules.registry import rules


@pytest.mark.parametrize("name", ["gradient-mutated", "zero-grad-forgotten", "eps-inside-root"])
def test_an_injected_pitfall_is_detected_by_named_laws(name: str) -> None:
    pitfall = pitfalls()[name]
    record = judge_pitfall(pitfall)
    assert (record.id, record.rule, record.seed) == (name, pitfall.rule, pitfall.in_case_study)
    assert record.caught
    assert record.laws
    assert set(record.laws) <= laws().keys()
    assert record.finding is not None
    assert record.finding.law in record.laws
    assert record.finding.scenario.steps <= 2
    assert record.finding.scenario.size <= 2
    assert record.deviation
    assert [line[0] for line in record.diff.splitlines()].count("-") >= 2
    assert pitfall.edits[0].where in record.diff


def test_the_laws_of_a_pitfall_include_the_one_that_it_breaks() -> None:
    assert "gradient-untouched" in judge_pitfall(pitfalls()["gradient-mutated"]).laws


def test_measurements_are_printed_next_to_the_claims_of_the_tutorial() -> None:
    record = judge_pitfall(pitfalls()["added-after-construction"])
    assert record.claim == "Parameters that are added later are not updated."
    assert "The convergence test detects it" in record.measured
    assert record.quiet is not None
    assert record.quiet > TOLERANCE


def test_a_pitfall_that_the_tutorials_test_misses_is_reported_as_missed() -> None:
    record = judge_pitfall(pitfalls()["gradient-mutated"])
    assert record.quiet == 0
    assert "does not detect it" in record.measured


def test_a_report_without_failures_passes() -> None:
    assert whole().passed


def test_an_undetected_pitfall_does_not_pass() -> None:
    assert not whole(pitfalls=[pitfall_record(), pitfall_record(caught=False)]).passed


def test_a_failing_rule_without_a_pitfall_does_not_pass() -> None:
    assert not whole(clean=[clean_record(), clean_record(clean=False)]).passed


def test_a_forced_failure_that_passes_does_not_pass() -> None:
    assert not whole(forced_failure=False).passed


def test_the_certainly_wrong_optimizer_is_detected() -> None:
    assert report_module.detects_wrong_optimizer()


def test_an_undetected_forced_failure_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "build_variant", lambda edits: optimcore)
    assert not report_module.detects_wrong_optimizer()


def test_a_rule_without_a_pitfall_is_clean() -> None:
    record = report_module.check_clean_rule("sgd")
    assert (record.rule, record.clean, record.laws) == ("sgd", True, [])
    assert record.decided > 0
    assert record.cases >= report_module.EXAMPLES


@pytest.mark.parametrize("job", [("pitfall", "eps-inside-root"), ("clean", "sgd")])
def test_a_check_that_does_not_finish_is_a_failure(job: tuple[str, str]) -> None:
    record = report_module._unfinished_record(job)
    assert not (record.caught if isinstance(record, PitfallRecord) else record.clean)


def test_every_title_of_the_catalogue_fits_into_a_table() -> None:
    titles = [pitfall.title for pitfall in pitfalls().values()]
    assert any("|" in title for title in titles)
    record = whole(pitfalls=[pitfall_record(id=str(k), title=t) for k, t in enumerate(titles)])
    assert_tables_are_whole(render_pitfalls_markdown(record))


@pytest.mark.campaign
def test_the_whole_report_detects_every_pitfall(tmp_path: Path) -> None:
    """A real run in another process, as the command of the README runs it."""
    out = tmp_path / "report"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "conformance", "report", "--out", str(out)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "MISSED" not in done.stdout
    assert {f.name for f in out.iterdir()} == {"pitfalls.json", "pitfalls.md", "pitfalls.html"}
    text = (out / "pitfalls.json").read_bytes()
    jsonschema.validate(json.loads(text), json_schema(PitfallsRecord))
    assert_fields(json.loads(text)["pitfalls"])
    record = msgspec.json.decode(text, type=PitfallsRecord)
    assert record.passed
    assert {c.rule for c in record.clean} == rules().keys() - own_rules().keys()
    html = (out / "pitfalls.html").read_text(encoding="utf-8")
    assert html.rstrip("\n") == render_pitfalls_html(record).rstrip("\n")
    assert_self_contained(html)
    assert len(html.encode()) < 10**6
    assert [Page(html).ids.count(name) for name in pitfalls()] == [1] * len(pitfalls())
    markdown = (out / "pitfalls.md").read_text(encoding="utf-8")
    assert markdown.rstrip("\n") == render_pitfalls_markdown(record).rstrip("\n")
    assert_tables_are_whole(markdown)


def assert_fields(written: list[dict[str, Any]]) -> None:
    """The documented contents of ``pitfalls.json``."""
    assert [p["id"] for p in written] == list(pitfalls())
    for p in written:
        assert p.keys() >= {"id", "title", "seed", "bug", "caught", "laws", "diff"}
        assert p["caught"] is True
        assert isinstance(p["seed"], bool)
        assert p["bug"] is None or isinstance(p["bug"], int)
        assert p["laws"]
        assert set(p["laws"]) <= laws().keys()
        assert p["diff"].startswith("--- optimcore/")
    assert sum(not p["seed"] for p in written) >= 10


def assert_tables_are_whole(markdown: str) -> None:
    """Assert that every row of a table has as many cells as its header."""
    cells = 0
    fenced = False
    for line in markdown.splitlines():
        fenced ^= line.startswith("```")
        row = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") and not fenced else 0
        assert not (row and cells) or row == cells, line
        cells = row
