"""In GitHub Actions, a check writes annotations and a summary by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import github_actions
from conformance.cli.github_actions import write_for_github
from conformance.records.check import Report
from conformance.rendering.formats.github import render_github
from conformance.rendering.formats.markdown import render_check_markdown
from conformance.tests.example_law_report import law_report


@pytest.fixture
def summary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of the summary, in a made-up environment of GitHub Actions."""
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


def test_annotations_and_a_summary_are_written(
    summary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary.write_text("of another command\n", encoding="utf-8")
    write_for_github(law_report())
    printed = capsys.readouterr()
    assert printed.err == f"{render_github(law_report())}\n"
    # Standard output may be a report for another program.
    assert printed.out == ""
    markdown = render_check_markdown(law_report())
    assert summary.read_text(encoding="utf-8") == f"of another command\n{markdown}\n\n"


def test_nothing_is_written_anywhere_else(
    summary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "")
    write_for_github(law_report())
    assert capsys.readouterr().err == ""
    assert not summary.exists()


def test_a_summary_that_cannot_be_written_is_a_warning(
    summary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary.parent))
    write_for_github(law_report(findings=[], advice=[]))
    assert "cannot be written" in capsys.readouterr().err


def test_a_summary_stays_within_what_github_accepts(
    summary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github_actions, "LARGEST", 100)
    write_for_github(law_report())
    assert not summary.exists()


def test_a_check_writes_them(summary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Report] = []
    monkeypatch.setattr("conformance.cli.check_outputs.write_for_github", seen.append)
    from conformance.cli.check_outputs import write_outputs

    write_outputs(law_report(), {"json": None}, None, verbose=False, quiet=True)
    assert seen == [law_report()]
