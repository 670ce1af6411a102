"""What an optimizer prints is captured, counted, and shown on request."""

from __future__ import annotations

from pathlib import Path

from conformance.records.check import Report
from conformance.records.output import Output
from conformance.rendering.report_text import describe_output
from conformance.tests.example_subjects import PAGE_SGD
from conformance.worker import open_target


def test_lines_are_counted_while_it_is_probed(tmp_path: Path) -> None:
    place = tmp_path / "loud.py"
    step = "        for p in self.params:\n            if"
    loud = PAGE_SGD.replace(step, f"        print('step')\n{step}", 1)
    assert loud != PAGE_SGD
    place.write_text(f"print('import')\n{loud}")
    with open_target(f"{place}:SGD") as target:
        subject, _ = target.open("sgd")
    first, *others = subject.output.first.splitlines()
    assert first == "import"
    assert set(others) == {"step"}
    assert subject.output.lines == 1 + len(others)


def report_with(lines: int) -> Report:
    return Report(target="a:b", rule="sgd", verdict="conforms", output=Output(lines, "one\ntwo\n"))


def test_many_lines_are_counted_and_the_first_shown_on_request() -> None:
    told = [*describe_output(report_with(42_000), verbose=False)]
    assert told == ["it printed 42000 lines while it was imported and probed, which are not "
                    "shown; --verbose shows the first"]  # fmt: skip
    assert [*describe_output(report_with(42_000), verbose=True)][1:] == ["  one", "  two"]


def test_few_lines_are_not_worth_a_sentence() -> None:
    assert [*describe_output(report_with(2), verbose=False)] == []
    assert len([*describe_output(report_with(2), verbose=True)]) == 3
    assert [*describe_output(report_with(0), verbose=True)] == []
