"""An error of the suite itself never has the exit code of a verdict."""

from __future__ import annotations

import pytest

from conformance.operations import check as operation
from conformance.tests.example_subjects import CLIMBING_SGD
from conformance.tests.fixture_types import Command, WriteSubject


def fail(*given: object) -> None:
    raise KeyError("eps[0]")


@pytest.mark.parametrize("part", ["diagnose_layers", "diagnosis_records", "start_detection"])
def test_what_was_judged_is_printed_before_an_internal_error(
    command: Command,
    write_subject: WriteSubject,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
) -> None:
    monkeypatch.setattr(operation, part, fail)
    path = write_subject(CLIMBING_SGD)
    result = command("check", f"{path}:SGD", "--examples", 1)
    assert result.exit_code == 4
    assert "diverges from sgd" in result.stdout
    assert "agreement: " in result.stdout
    assert "KeyError: 'eps[0]'" in result.stderr
    assert "a defect of the suite" in result.stderr


def test_an_error_before_the_verdict_is_internal_too(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "_check_subject", fail)
    assert command("check", "optimcore:SGD", "--examples", 1).exit_code == 4
