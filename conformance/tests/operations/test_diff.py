"""``diff``: findings that are new, gone or changed between two checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.operations.diff import compare_reports
from conformance.records.base import FindingRecord, Verdict
from conformance.records.check import Report
from conformance.rendering.terminal.difference import render_difference
from conformance.tests.fixture_types import Command
from properties.scenarios.model import Scenario, Start, Step, encode_array

SCENARIO = Scenario(
    "sgd", "float64", (Start(encode_array([1.0])),), ({},), (Step((encode_array([1.0]),)),)
)


def report(verdict: Verdict, **laws: str) -> Report:
    findings = [
        FindingRecord(law=law, also=[f"{law}-too"], message=message, ratio=3.0, scenario=SCENARIO)
        for law, message in laws.items()
    ]
    return Report(target="mine.py:SGD", rule="sgd", verdict=verdict, findings=findings)


def test_new_gone_and_changed_findings_are_distinguished() -> None:
    seen = compare_reports(
        report("diverges", runs="a", alive="b", others="c"),
        report("diverges", runs="a", alive="B", layout="d"),
    )
    assert seen.new == ["layout", "layout-too"]
    assert seen.gone == ["others", "others-too"]
    assert [c.law for c in seen.changed] == ["alive", "alive-too"]
    assert (seen.changed[0].before, seen.changed[0].after) == ("b", "B")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        (report("diverges", runs="a"), report("conforms"), 0, "no longer fails: runs\n"),
        (report("conforms"), report("diverges", runs="a"), 1, "new failure: runs\n"),
        (report("conforms"), report("conforms"), 0, "no differences in the failed laws\n"),
    ],
)
def test_the_exit_code_says_whether_anything_is_new(
    old: Report, new: Report, code: int, words: str, command: Command, tmp_path: Path
) -> None:
    paths = [tmp_path / "old.json", tmp_path / "new.json"]
    for path, one in zip(paths, (old, new), strict=True):
        path.write_text(one.to_json())
    done = command("diff", *paths, "--json", tmp_path / "diff.json")
    assert done.exit_code == code
    assert words in done.stdout
    assert json.loads((tmp_path / "diff.json").read_text())["verdicts"] == [
        old.verdict,
        new.verdict,
    ]


def test_laws_that_change_in_the_same_way_are_listed_together() -> None:
    seen = compare_reports(
        report("diverges", runs="a", alive="a"), report("diverges", runs="b", alive="b")
    )
    text = render_difference(seen).plain
    assert "old: mine.py:SGD diverges\nnew: mine.py:SGD diverges\n" in text
    assert "changed: runs, runs-too, alive, alive-too\n    old: a\n    new: b\n" in text


@pytest.mark.parametrize("text", ["{}", "nothing"])
def test_a_file_that_is_no_report_is_wrong_use(text: str, command: Command, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    assert command("diff", path, path).exit_code == 2
    assert command("diff", tmp_path / "absent.json", path).exit_code == 2
