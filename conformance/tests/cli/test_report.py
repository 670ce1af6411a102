"""The command ``report``: its exit code and its files."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from conformance.records.pitfalls import PitfallsRecord
from conformance.tests.example_records import clean_record, pitfall_record, whole
from conformance.tests.fixture_types import Command
from conformance.tests.page_reader import Page


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (whole(), 0),
        (whole(forced_failure=False), 1),
        (whole(pitfalls=[pitfall_record(caught=False, laws=[], finding=None)]), 1),
        (whole(clean=[clean_record(clean=False, laws=["agreement"])]), 1),
    ],
    ids=["all is well", "forced failure passes", "one not caught", "one not clean"],
)
def test_the_exit_code_is_1_unless_everything_passed(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record: PitfallsRecord,
    code: int,
) -> None:
    monkeypatch.setattr("conformance.pitfall_report.run.run_report", lambda progress, jobs: record)
    result = command("report", "--out", tmp_path / "new" / "out")
    assert result.exit_code == code
    written = (tmp_path / "new" / "out" / "pitfalls.json").read_bytes()
    assert msgspec.json.decode(written, type=PitfallsRecord) == record


def test_an_undetected_pitfall_is_marked_on_every_page(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = whole(pitfalls=[pitfall_record(caught=False, laws=[], finding=None, deviation=[])])
    monkeypatch.setattr("conformance.pitfall_report.run.run_report", lambda progress, jobs: record)
    assert "MISSED   one" in command("report", "--out", tmp_path).stdout
    assert "Not detected." in (tmp_path / "pitfalls.md").read_text()
    assert "0 of 1 pitfalls detected" in Page((tmp_path / "pitfalls.html").read_text()).text
