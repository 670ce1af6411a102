"""The registry of formats: a new format is one function, and ``render`` offers it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.cli.report_formats import TITLES
from conformance.records.base import Record
from conformance.records.check import Report
from conformance.records.identity import Identity
from conformance.records.matrix import MatrixRecord
from conformance.records.pitfalls import PitfallsRecord
from conformance.rendering.formats import formats_of, registry, render_as, report_format
from conformance.tests.example_records import report
from conformance.tests.fixture_types import Command


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A report in a file."""
    path = tmp_path / "report.json"
    path.write_text(report().to_json(), encoding="utf-8")
    return path


@pytest.fixture
def headline() -> Iterator[None]:
    """Register a format of reports for one test."""
    with registry.restore_on_exit():

        @report_format("headline", Report, "one line")
        def render_headline(document: Report) -> str:
            return f"{document.target}: {document.verdict}"

        yield


@pytest.mark.parametrize("document", [PitfallsRecord, MatrixRecord])
def test_pages_have_three_formats(document: type[Record]) -> None:
    assert list(formats_of(document)) == ["html", "json", "markdown"]


def test_a_report_has_formats_for_programs_too() -> None:
    assert list(formats_of(Report)) == [
        "badge", "badge_svg", "github", "gitlab", "html", "json", "jsonl", "junit", "markdown",
        "sarif",
    ]  # fmt: skip


def test_the_titles_of_the_options_of_check_are_those_of_the_registry() -> None:
    titles = {name: known.title for name, known in formats_of(Report).items()}
    assert TITLES.items() <= titles.items()
    assert titles.keys() - TITLES == {"html", "json", "jsonl", "markdown"}


def test_every_document_is_rendered_as_json() -> None:
    document = Identity(target="a")
    assert list(formats_of(Identity)) == ["json"]
    assert render_as("json", document) == document.to_json()


@pytest.mark.usefixtures("headline")
def test_render_offers_a_new_format(command: Command, saved: Path, tmp_path: Path) -> None:
    line = tmp_path / "line.txt"
    result = command("render", saved, "--headline", line)
    assert result.exit_code == 0, result.output
    assert line.read_text(encoding="utf-8") == f"{report().target}: {report().verdict}\n"
    assert "Write one line." in command("render", "--help").stdout


@pytest.mark.usefixtures("headline")
def test_two_formats_need_two_files(command: Command, saved: Path, tmp_path: Path) -> None:
    both = command("render", saved, "--headline", tmp_path / "a", "--html", tmp_path / "a")
    assert both.exit_code == 2
    assert "--headline and --html both name" in both.stderr


@pytest.mark.usefixtures("headline")
def test_a_format_is_of_its_document_alone() -> None:
    assert "headline" not in formats_of(MatrixRecord)


def test_an_unknown_format_is_wrong_use(command: Command, saved: Path) -> None:
    assert command("render", saved, "--headline", "-").exit_code == 2
