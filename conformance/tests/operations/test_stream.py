"""Streams: what a check writes as it runs, and how one goes on from it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from conformance import Report, check
from conformance.errors import WrongUse
from conformance.operations import check as operation
from conformance.operations.detection_jobs import Detection
from conformance.operations.stream import open_stream
from conformance.recording.judgements import case_line
from conformance.records.storage import read_report, read_stream
from conformance.records.stream import HeaderLine
from conformance.rendering.formats.jsonl import render_jsonl
from conformance.tests.example_law_report import law_report
from conformance.tests.example_subjects import CLIMBING_SGD, EPS_INSIDE
from conformance.tests.fixture_types import Command, WriteSubject
from properties.engine.executor import LazyJob
from properties.engine.mutant_detection import MutantDetection

Whole = tuple[Path, Report, bytes]

EXPECTED = {"agreement": "known"}

NOTHING = Detection([], frozenset(), [], [], LazyJob(MutantDetection))


def run(target: Path, output: Path | None = None, earlier: Path | None = None) -> Report:
    """Check an optimizer with few scenarios, an expected failure, and a stream."""
    paths = (str(output) if output else None, str(earlier) if earlier else None)
    with open_stream(*paths) as stream:
        return check(f"{target}:SGD", examples=1, expected_failures=EXPECTED, stream=stream)


@pytest.fixture(scope="module", autouse=True)
def _without_detection() -> Iterator[None]:
    """Leave out what a report says about injected errors: it takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operation, "start_detection", lambda executor, examination: NOTHING)
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """An optimizer, the report on it, and its stream."""
    folder = tmp_path_factory.mktemp("stream")
    target, path = folder / "mine.py", folder / "whole.jsonl"
    target.write_text(CLIMBING_SGD)
    return target, run(target, path), path.read_bytes()


@pytest.fixture
def partial(whole: Whole, tmp_path: Path) -> Path:
    """The stream of the check, ended while the line of a scenario was written."""
    path = tmp_path / "partial.jsonl"
    lines = whole[2].splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:9]) + lines[9][:40])
    return path


def dated(report: Report) -> Report:
    """The report without the date."""
    return replace(report, checked_on="")


def test_a_stream_has_a_header_lines_and_a_footer(whole: Whole) -> None:
    _, report, stream = whole
    kinds = [json.loads(line)["type"] for line in stream.splitlines()]
    assert (kinds[0], kinds[-1]) == ("header", "footer")
    certificate = report.certificate
    assert kinds.count("case") == certificate.cases
    assert kinds.count("law") == len(certificate.laws)
    assert kinds.count("not applicable") == len(certificate.not_applicable)
    assert kinds == sorted(kinds, key=["header", "case", "not applicable", "law", "footer"].index)


def test_a_complete_stream_is_a_report(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "whole.jsonl"
    path.write_bytes(whole[2])
    assert read_report(str(path)) == whole[1]


def test_a_partial_stream_is_not_a_report(partial: Path) -> None:
    with pytest.raises(WrongUse, match=r"is partial: it ends after 8 scenarios.*--resume .*jsonl"):
        read_report(str(partial))


def test_a_check_goes_on_to_the_same_report(whole: Whole, partial: Path) -> None:
    target, report, stream = whole
    assert dated(run(target, earlier=partial)).to_json() == dated(report).to_json()
    *lines, footer = partial.read_bytes().splitlines()
    *expected, _ = stream.splitlines()
    assert lines == expected
    assert json.loads(footer)["report"]["verdict"] == "diverges"


def test_a_judgement_is_read_as_it_was_written(whole: Whole, partial: Path) -> None:
    cases = read_stream(str(partial)).cases
    with open_stream(None, str(partial)) as stream:
        stream.begin(header_of(whole))
        for case in cases:
            judgement = stream.recall(case.family, case.scenario)
            assert judgement
            assert case_line(case.family, case.scenario, judgement) == case
        assert stream.recall("another", cases[0].scenario) is None
    ratios = {test.evidence.ratio for case in cases for test in case.tests if test.evidence}
    assert ratios >= {"inf", 0.0}


def test_a_check_that_had_ended_is_not_run_again(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "whole.jsonl"
    path.write_bytes(whole[2])
    monkeypatch.setattr(operation, "_check_subject", None)
    assert run(whole[0], earlier=path) == whole[1]
    assert path.read_bytes() == whole[2]


def test_another_check_is_not_resumed(whole: Whole, partial: Path) -> None:
    before = partial.read_bytes()
    with open_stream(None, str(partial)) as stream, pytest.raises(WrongUse) as error:
        check(f"{whole[0]}:SGD", examples=1, seed=3, stream=stream)
    assert "is of another check" in str(error.value)
    assert "its options was" in str(error.value)
    assert partial.read_bytes() == before


def test_a_check_of_a_changed_file_is_not_resumed(
    whole: Whole, partial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = whole[0]
    source = target.read_text()
    try:
        target.write_text(f"{source}\n# changed\n")
        with pytest.raises(WrongUse, match="the hash of the optimizer's file was"):
            run(target, earlier=partial)
    finally:
        target.write_text(source)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "it has no header"),
        (b'{"type": "header"', "it has no header"),
        (b"{}\n", "line 1"),
        (render_jsonl(law_report()).split("\n")[1].encode() + b"\n", "first line is not a header"),
        (b"%s\nnonsense\n" % render_jsonl(law_report()).split("\n")[0].encode(), "line 2"),
    ],
)
def test_another_file_is_not_resumed(tmp_path: Path, text: bytes, reason: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_bytes(text)
    with pytest.raises(WrongUse, match=reason):
        read_stream(str(path))


def test_a_report_is_rendered_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "report.jsonl"
    path.write_text(render_jsonl(law_report()) + "\n", encoding="utf-8")
    assert read_report(str(path)) == law_report()


def test_a_check_that_could_not_run_has_a_stream(
    write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = tmp_path / "errored.jsonl"
    target = write_subject("raise ValueError('no')")
    report = run(target, path)
    assert report.verdict == "errored"
    assert read_report(str(path)) == report


def test_lines_are_written_when_they_come(whole: Whole) -> None:
    class Seen(io.BytesIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    file = Seen(whole[2])
    with open_stream(file, None) as stream:
        stream.begin(header_of(whole))
        stream.finish(whole[1])
    assert file.flushed == 2


def header_of(whole: Whole) -> HeaderLine:
    return read_stream(str(whole[0].with_name("whole.jsonl"))).header


@pytest.mark.campaign
def test_a_whole_check_goes_on_to_the_same_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    target, path = tmp_path / "mine.py", tmp_path / "whole.jsonl"
    target.write_text(EPS_INSIDE)
    with open_stream(str(path), None) as stream:
        report = check(f"{target}:Adam", examples=4, stream=stream)
    lines = path.read_bytes().splitlines(keepends=True)
    for kept in (1, 5, len(lines) // 2, len(lines) - 1):
        path.write_bytes(b"".join(lines[:kept]))
        with open_stream(None, str(path)) as stream:
            resumed = check(f"{target}:Adam", examples=4, stream=stream)
        assert dated(resumed).to_json() == dated(report).to_json()


def test_each_line_keeps_to_the_published_schema(whole: Whole, command: Command) -> None:
    schema = json.loads(command("schema", "stream").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    lines = [json.loads(line) for line in whole[2].splitlines()]
    for line in (*lines[:4], *lines[-3:]):
        validator.validate(line)
    assert not validator.is_valid({**lines[1], "raised": 1})
    assert not validator.is_valid({**lines[1], "type": "another"})
