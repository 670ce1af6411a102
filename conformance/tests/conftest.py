"""Shared fixtures: subjects in files, and the command in this process."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from conformance.adapters.common.adapter import registry
from conformance.cli.main import main
from conformance.tests.example_subjects import SOURCES
from conformance.tests.fixture_types import Command, WriteSubject


@pytest.fixture(autouse=True)
def _adapters_as_they_were() -> Iterator[None]:
    """Remove the adapters that an example registers."""
    with registry.restore_on_exit():
        yield


@pytest.fixture(autouse=True)
def _outside_of_github_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make checks write the same in GitHub Actions as anywhere else."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.fixture
def write_subject(tmp_path: Path) -> WriteSubject:
    """Write a known source, by name, or any source text to a new file."""

    def write(source: str) -> Path:
        path = tmp_path / f"subject{len(list(tmp_path.glob('subject*.py')))}.py"
        path.write_text(dedent(SOURCES.get(source, source)), encoding="utf-8")
        return path

    return write


@pytest.fixture
def interrupts_as_they_were() -> Iterator[None]:
    """Restore what an interrupt does: a command that one ends leaves it to the system."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def command(interrupts_as_they_were: None) -> Command:
    """Run the command ``conformance`` in this process."""

    def run(*arguments: object) -> Result:
        # Tests run in parallel already.
        one_job = {"check": {"jobs": 1}}
        return CliRunner().invoke(main, [str(a) for a in arguments], default_map=one_job)

    return run
