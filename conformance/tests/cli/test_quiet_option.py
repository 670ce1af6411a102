"""``--quiet``: one line, and no progress."""

from __future__ import annotations

import time
from pathlib import Path

import click
import pytest

from conformance.cli import progress
from conformance.cli.progress import progress_bar
from conformance.cli.quiet_option import QUIET
from conformance.tests.example_records import report, whole
from conformance.tests.fixture_types import Command


@pytest.mark.parametrize("quiet", [False, True])
def test_a_quiet_command_shows_no_progress(
    quiet: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY", 0.01)
    monkeypatch.setattr(progress, "INTERVAL", 0.01)
    with click.Context(click.Command("work")) as context:
        context.meta[QUIET] = quiet
        with progress_bar("work") as show:
            show("a part", 0.5)
            time.sleep(0.1)
    assert ("work: a part" in capsys.readouterr().err) is not quiet


def test_a_quiet_check_prints_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.operations.check.check", lambda *given, **options: report())
    result = command("check", "mine.py:SGD", "--quiet")
    assert result.exit_code == 1
    assert result.stdout == "mine.py:SGD diverges from sgd: One thing for another\n"
    assert len(command("check", "mine.py:SGD").stdout.splitlines()) > 5


def test_a_quiet_report_prints_only_the_totals(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.pitfall_report.run.run_report", lambda progress, jobs: whole())
    shown = command("report", "--out", tmp_path, "-q").stdout.splitlines()
    assert shown[0] == "2 of 2 pitfalls detected"
    assert len(shown) == 3
    assert len(command("report", "--out", tmp_path).stdout.splitlines()) > 3
