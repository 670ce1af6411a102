"""``--quiet``: one line, and no progress."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from conformance.cli import progress
from conformance.cli.main import main
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


def leaf_commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name, one in group.commands.items():
        if isinstance(one, click.Group):
            for inner, leaf in leaf_commands(one):
                yield f"{name} {inner}", leaf
        if not isinstance(one, click.Group) or one.invoke_without_command:
            yield name, one


LEAVES = dict(leaf_commands(main))


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_with_progress_can_be_quiet(name: str) -> None:
    callback = LEAVES[name].callback
    assert callback is not None
    source = inspect.getsource(inspect.unwrap(callback))
    options = {spelling for one in LEAVES[name].params for spelling in one.opts}
    shows_progress = "progress_bar(" in source or "run_checks(" in source
    assert shows_progress <= ("--quiet" in options)


def test_the_commands_that_measure_have_progress() -> None:
    measuring = {"bench floors", "bench growth", "rule check", "harness check", "vectors"}
    assert {
        name for name in measuring if "--quiet" in {o for p in LEAVES[name].params for o in p.opts}
    } == measuring
