"""The command ``render``, and the pages that ``check`` writes."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from conformance.records.check import Report
from conformance.rendering.formats import ReportFormat, registry
from conformance.rendering.formats.html import render_check_html
from conformance.rendering.formats.markdown import render_check_markdown
from conformance.tests.example_records import report
from conformance.tests.fixture_types import Command, WriteSubject
from properties.registration.registry import Registry


def test_check_writes_pages(command: Command, write_subject: WriteSubject, tmp_path: Path) -> None:
    page, comment, saved = (tmp_path / name for name in ("a.html", "a.md", "a.json"))
    result = command(
        "check", f"{write_subject('climbing')}:SGD", "--examples", 2, "--html", page,
        "--markdown", comment, "--json", saved,
    )  # fmt: skip
    assert result.exit_code == 1, result.output
    written = msgspec.json.decode(saved.read_bytes(), type=Report)
    assert page.read_text(encoding="utf-8").rstrip() == render_check_html(written).rstrip()
    assert comment.read_text(encoding="utf-8").rstrip() == render_check_markdown(written).rstrip()


def test_a_saved_report_is_rendered(command: Command, tmp_path: Path) -> None:
    saved = tmp_path / "report.json"
    saved.write_text(report().to_json(), encoding="utf-8")
    page, comment = tmp_path / "a.html", tmp_path / "a.md"
    assert command("render", saved, "--html", page, "--markdown", comment).exit_code == 0
    assert page.read_text(encoding="utf-8").rstrip() == render_check_html(report()).rstrip()
    shown = command("render", saved)
    assert shown.exit_code == 0
    assert "One thing for another" in shown.stdout


def test_a_file_that_is_not_a_report_is_not_rendered(command: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    for path in (other, tmp_path / "absent.json"):
        result = command("render", path)
        assert result.exit_code == 2
        assert str(path) in result.output.replace("\n", "")


def test_two_pages_need_two_files(command: Command, tmp_path: Path) -> None:
    saved = tmp_path / "report.json"
    saved.write_text(report().to_json(), encoding="utf-8")
    result = command("render", saved, "--html", tmp_path / "a", "--markdown", tmp_path / "a")
    assert result.exit_code == 2
    assert not (tmp_path / "a").exists()


def test_several_reports_make_one_page(command: Command, tmp_path: Path) -> None:
    files = []
    for target in ("one.py:SGD", "two.py:SGD"):
        files.append(tmp_path / f"{target[:3]}.json")
        files[-1].write_text(report(target=target).to_json(), encoding="utf-8")
    page = tmp_path / "both.html"
    assert command("render", *files, "--html", page).exit_code == 0
    assert all(
        target in page.read_text(encoding="utf-8") for target in ("one.py:SGD", "two.py:SGD")
    )
    shown = command("render", *files).stdout
    assert shown.index("one.py:SGD") < shown.index("two.py:SGD")
    assert command("render").exit_code == 2


def test_a_format_of_one_report_takes_one_report(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = Registry[ReportFormat]()
    for name, known in registry.items().items():
        added.add(name, known)
    added.add("Report as short", ReportFormat("short", Report, lambda one: one.verdict, "short"))
    module = sys.modules["conformance.rendering.formats.registry"]
    monkeypatch.setattr(module, "registry", added)
    saved, out = tmp_path / "report.json", tmp_path / "out"
    saved.write_text(report().to_json(), encoding="utf-8")
    result = command("render", saved, saved, "--short", out)
    assert result.exit_code == 2
    assert "--short is a format of one report" in result.output.replace("\n", " ")
    assert not out.exists()
    assert command("render", saved, "--short", out).exit_code == 0
