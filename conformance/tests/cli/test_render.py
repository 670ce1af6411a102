"""The command ``render``, and the pages that ``check`` writes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from conformance.records.check import Report
from conformance.rendering.formats.html import render_check_html
from conformance.rendering.formats.markdown import render_check_markdown
from conformance.tests.example_records import report
from conformance.tests.fixture_types import Command, WriteSubject


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
