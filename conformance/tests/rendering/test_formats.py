"""The registry of formats: a new format is one function, and the commands offer it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.records.base import Record
from conformance.records.check import Report
from conformance.records.identity import Identity
from conformance.records.matrix import MatrixRecord
from conformance.records.pitfalls import PitfallsRecord
from conformance.rendering.formats import FORMATS, ReportFormat, report_format
from conformance.tests.example_records import report
from conformance.tests.fixture_types import Command


@pytest.fixture
def made_up() -> Iterator[None]:
    """Register a format of reports for one test."""

    @report_format("headline", Report, "one line")
    def headline(document: Report) -> str:
        return f"{document.target}: {document.verdict}"

    yield
    FORMATS.remove("headline", Report)


@pytest.mark.parametrize("document", [Report, PitfallsRecord, MatrixRecord])
def test_pages_have_three_formats(document: type[Record]) -> None:
    assert list(FORMATS.formats_of(document)) == ["html", "json", "markdown"]


def test_every_document_is_rendered_as_json() -> None:
    document = Identity(target="a")
    assert list(FORMATS.formats_of(Identity)) == ["json"]
    assert FORMATS.render(document, "json") == document.to_json()


@pytest.mark.usefixtures("made_up")
def test_a_new_format_is_an_option_of_render(command: Command, tmp_path: Path) -> None:
    saved, line = tmp_path / "report.json", tmp_path / "line.txt"
    saved.write_text(report().to_json(), encoding="utf-8")
    result = command("render", saved, "--headline", line)
    assert result.exit_code == 0, result.output
    assert line.read_text(encoding="utf-8") == f"{report().target}: {report().verdict}\n"
    assert "--headline FILE" in command("render", "--help").stdout
    both = command("render", saved, "--headline", line, "--html", line)
    assert both.exit_code == 2
    assert "--headline and --html both name" in both.stderr


@pytest.mark.usefixtures("made_up")
def test_a_format_is_of_its_document_alone() -> None:
    assert "headline" not in FORMATS.formats_of(MatrixRecord)


@pytest.mark.usefixtures("made_up")
def test_a_name_is_an_identifier_and_given_once() -> None:
    with pytest.raises(ValueError, match="already"):
        FORMATS.add(ReportFormat("headline", Report, str, "another"))
    with pytest.raises(ValueError, match="no-name"):
        FORMATS.add(ReportFormat("no-name", Report, str, "no name"))


def test_a_removed_format_is_no_option(command: Command, tmp_path: Path) -> None:
    saved = tmp_path / "report.json"
    saved.write_text(report().to_json(), encoding="utf-8")
    assert command("render", saved, "--headline", "-").exit_code == 2
