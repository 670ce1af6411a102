"""The output of commands: colour, which the environment decides, and the width of help texts."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli.main import main
from conformance.cli.terminal import error_console
from conformance.tests.example_records import report
from conformance.tests.fixture_types import Command

COLOUR = "\x1b[3"


@pytest.fixture
def reports(tmp_path: Path) -> tuple[Path, Path]:
    """The files of two reports that differ."""
    paths = tmp_path / "old.json", tmp_path / "new.json"
    for path, one in zip(paths, (report(findings=[]), report()), strict=True):
        path.write_text(one.to_json(), encoding="utf-8")
    return paths


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    ids=["file", "FORCE_COLOR", "NO_COLOR"],
)
def test_the_environment_decides_about_colour(
    command: Command,
    reports: tuple[Path, Path],
    environment: dict[str, str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    shown = command("diff", *reports).stdout
    assert (COLOUR in shown) is coloured
    assert "new failure: agreement" in shown


def test_forced_colour_draws_no_bar_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("sys.stderr", StringIO())
    console = error_console()
    assert console.is_terminal
    assert not console.file.isatty()


def commands() -> list[list[str]]:
    """All commands with their subcommands, and the group itself."""
    found: list[list[str]] = [[]]
    for name, one in main.commands.items():
        found += [[name], *([name, sub] for sub in getattr(one, "commands", ()))]
    return found


def test_no_line_of_a_help_text_has_more_than_80_columns() -> None:
    for parts in commands():
        text = CliRunner().invoke(main, [*parts, "--help"], terminal_width=80).output
        assert [line for line in text.splitlines() if len(line) > 80] == [], parts
