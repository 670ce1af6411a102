"""What was judged before an interrupt, or before an internal error, is reported."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.tests.example_subjects import CLIMBING_SGD, PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject
from properties.engine.examiner import Examiner
from properties.engine.results import Tally


def raise_after(number: int, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise an error when so many results were counted."""
    count, results = Tally.count, []

    def counted(self: Tally, evidence: object) -> None:
        results.append(evidence)
        if len(results) > number:
            raise error
        count(self, evidence)  # type: ignore[arg-type]

    monkeypatch.setattr(Tally, "count", counted)


@pytest.mark.parametrize(("source", "verdict"), [(CLIMBING_SGD, "diverges"), (PAGE_SGD, "errored")])
def test_an_interrupted_check_writes_what_it_has(
    command: Command,
    write_subject: WriteSubject,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    verdict: str,
) -> None:
    raise_after(100, KeyboardInterrupt(), monkeypatch)
    saved, junit, stream = (tmp_path / name for name in ("a.json", "a.xml", "a.jsonl"))
    result = command(
        "check", f"{write_subject(source)}:SGD", "--examples", 1, "--json", saved, "--junit", junit,
        "--jsonl", stream,
    )  # fmt: skip
    assert result.exit_code == 130, result.output
    report = json.loads(saved.read_text(encoding="utf-8"))
    assert report["verdict"] == verdict
    assert sum(law["cases"] for law in report["certificate"]["laws"]) == 100
    assert "interrupted (Ctrl-C)" in report["interrupted"]
    errors = list(ET.parse(junit).getroot().iter("error"))  # noqa: S314 - our own
    assert errors
    assert all("Ctrl-C" in error.get("message", "") for error in errors)
    assert (verdict == "diverges") == bool(report["findings"])
    assert b'"footer"' not in stream.read_bytes()


def test_an_internal_error_before_the_verdict_writes_what_was_judged(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_after(100, KeyError("counts"), monkeypatch)
    saved, sarif = tmp_path / "a.json", tmp_path / "a.sarif"
    result = command(
        "check", "optimcore:SGD", "--examples", 1, "--json", saved, "--sarif", sarif
    )  # fmt: skip
    assert result.exit_code == 4
    assert "KeyError: 'counts'" in result.stderr
    report = json.loads(saved.read_text(encoding="utf-8"))
    assert (report["verdict"], "KeyError" in report["internal_error"]) == ("errored", True)
    [invocation] = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]


def test_an_interrupt_before_the_first_result(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: Examiner) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Examiner, "examine", interrupt)
    badge = tmp_path / "badge.json"
    assert command("check", "optimcore:SGD", "--badge", badge).exit_code == 130
    assert json.loads(badge.read_text(encoding="utf-8"))["message"].startswith("errored")
