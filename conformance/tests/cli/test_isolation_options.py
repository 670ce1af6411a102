"""Systems without worker processes: the command says that there are no limits."""

from __future__ import annotations

import pytest

from conformance.tests.example_law_report import law_report
from conformance.tests.fixture_types import Command


@pytest.mark.parametrize(
    ("is_supported", "option", "is_noted"),
    [(True, "--timeout=60", False), (False, "--timeout=60", True), (False, "--in-process", False)],
)
def test_a_system_without_worker_processes_is_noted(
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    is_supported: bool,
    option: str,
    is_noted: bool,
) -> None:
    monkeypatch.setattr("conformance.process.limits.IS_SUPPORTED", is_supported)
    monkeypatch.setattr("conformance.operations.check.check", lambda *given, **named: law_report())
    done = command("check", "mine.py:SGD", option, "--badge", "-")
    assert done.exit_code == 1
    assert ("has no worker processes" in done.stderr) == is_noted
