"""The hook for pre-commit: its entry is a command that checks a target."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from conformance.records.check import Report
from conformance.tests.documentation import ROOT
from conformance.tests.example_law_report import law_report
from conformance.tests.fixture_types import Command

yaml = pytest.importorskip("yaml")

FILE = ROOT / ".pre-commit-hooks.yaml"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the hook is in the repository")


@pytest.fixture
def hook() -> dict[str, Any]:
    [found] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    hook: dict[str, Any] = found
    return hook


def test_a_hook_has_the_keys_that_pre_commit_requires(hook: dict[str, Any]) -> None:
    assert hook.keys() >= {"id", "name", "entry", "language"}
    assert hook["language"] == "python"
    # The names of changed files are no targets.
    assert hook["pass_filenames"] is False


def test_the_entry_checks_the_target(
    hook: dict[str, Any], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, *words = shlex.split(hook["entry"])
    assert program == "conformance"
    checked: list[object] = []

    def check(target: object, *given: object, **options: object) -> Report:
        checked.append((target, options["examples"]))
        return law_report()

    monkeypatch.setattr("conformance.operations.check.check", check)
    assert command(*words, "mine.py:SGD", "--examples", "1").exit_code == 1
    assert checked == [("mine.py:SGD", 1)]
    assert command(*words).exit_code == 2
