"""What the domain of a rule leaves out is in the report, and what a subject prints is not."""

from __future__ import annotations

from conformance import check
from conformance.rendering.terminal.report import render_report
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject


def test_convolution_kernels_are_listed_for_a_rule_for_matrices() -> None:
    report = check("optimcore:Muon", examples=1)
    assert "convolution kernels" in report.outside[0]
    assert report.outside[0] in render_report(report).plain
    assert check("optimcore:SGD", examples=1).outside == []


def test_the_output_of_a_subject_is_not_that_of_the_command(
    command: Command, write_subject: WriteSubject
) -> None:
    step = "        for p in self.params:\n            if"
    source = "print('loud')\n" + PAGE_SGD.replace(step, f"        print('loud')\n{step}", 1)
    result = command("check", f"{write_subject(source)}:SGD", "--examples", 1)
    assert result.exit_code == 0
    assert "loud" not in result.output


def test_a_result_that_is_no_parameter_is_not_checked() -> None:
    report = check("optimcore:ASGD", examples=1)
    assert "the averaged parameters" in report.outside[0]
    assert report.outside[0] in render_report(report).plain
