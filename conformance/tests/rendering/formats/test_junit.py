"""JUnit XML: valid for Jenkins, with one test case for each law."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from conformance.records.check import Report
from conformance.rendering.formats.junit import render_junit
from conformance.rendering.terminal.report import render_report
from conformance.tests.example_law_report import expected_report, law_report
from conformance.tests.example_records import nasty, report
from conformance.tests.rendering.formats.junit_validation import junit_errors

ERRORED = law_report(verdict="errored", error="it cannot be built", findings=[], advice=[])


def cases(document: Report) -> dict[str, ET.Element]:
    """The test cases by name."""
    root = ET.fromstring(render_junit(document))  # noqa: S314 - our own
    found = root.findall("testsuite/testcase")
    assert len({case.get("name") for case in found}) == len(found)
    return {str(case.get("name")): case for case in found}


def outcome(case: ET.Element) -> dict[str, str]:
    return {child.tag: child.get("message", "") for child in case}


@pytest.mark.parametrize("document", [law_report(), report(), nasty(), ERRORED])
def test_a_file_is_valid(document: Report) -> None:
    assert junit_errors(render_junit(document)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        ("<testsuite name=", "<testsuite label=", "testsuite lacks name"),
        ("<failure ", '<failure line="3" ', "failure has line"),
        ("<properties>", "<properties><testcase name='a' />", "properties contains testcase"),
        ("<testcase ", '<testcase time="soon" ', "testcase has the time soon"),
        ("<testsuites ", '<testsuites skipped="3" ', "testsuites has skipped"),
    ],
)
def test_an_invalid_file_is_noticed(right: str, wrong: str, error: str) -> None:
    text = render_junit(law_report())
    assert error in junit_errors(text.replace(right, wrong, 1))


def test_each_law_is_a_test_case() -> None:
    found = cases(law_report())
    assert {name: outcome(case) for name, case in found.items()} == {
        "runs": {},
        "agreement": {"failure": "off by a lot"},
        "scaling": {"failure": "off when scaled"},
        "refusals": {"system-out": ""},
        "alive": {
            "skipped": "none of 4 comparisons was decided: the rounding bound is too wide"
        },
        "duplicate": {"skipped": "no scenario of this check tests the law"},
        "maximize": {"skipped": "the law does not apply: it takes no maximize"},
    }  # fmt: skip
    assert {case.get("classname") for case in found.values()} == {"mine.py:SGD"}


def test_the_suite_counts_its_cases() -> None:
    suite = ET.fromstring(render_junit(law_report())).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    numbers = ("tests", "failures", "errors", "skipped")
    assert [suite.get(name) for name in numbers] == ["7", "2", "0", "3"]
    assert suite.get("timestamp") == "2026-11-28T00:00:00"


def test_a_failure_has_the_text_of_the_terminal() -> None:
    failure = cases(law_report())["agreement"].find("failure")
    assert failure is not None
    text = str(failure.text)
    assert text.startswith(
        "mine.py:SGD fails the law 'agreement': What agreement requires.\n\nWhat is wrong: One"
    )
    terminal = render_report(law_report(), verbose=True).plain
    paragraphs = text.strip().split("\n\n")[1:]
    assert [p.partition("\n")[0].partition(":")[0] for p in paragraphs] == [
        "What is wrong", "Smallest case", "Replay with"
    ]  # fmt: skip
    paragraphs[-1] = paragraphs[-1].replace("Replay", "Reproduce")
    assert {line for p in paragraphs for line in p.splitlines()} <= {*terminal.splitlines()}


def test_a_law_that_fails_in_the_case_of_another_has_its_own_message() -> None:
    failure = cases(law_report())["scaling"].find("failure")
    assert failure is not None
    assert "  scaling: off when scaled\n" in str(failure.text)
    # The ratio is that of the other law.
    assert "times the rounding bound" not in str(failure.text)


def test_an_expected_failure_is_skipped_with_its_reason() -> None:
    found = cases(expected_report())
    assert outcome(found["agreement"]) == {"skipped": "expected failure: known (a link)"}
    assert junit_errors(render_junit(expected_report())) == []


def test_a_check_without_a_verdict_is_an_error() -> None:
    assert outcome(cases(ERRORED)["check"]) == {"error": "it cannot be built"}
    undecided = law_report(verdict="undecided", findings=[], advice=[])
    assert "No comparison" in outcome(cases(undecided)["check"])["error"]
    early = law_report(interrupted="the process was lost")
    assert "The check ended early" in outcome(cases(early)["check"])["error"]
    assert "check" not in cases(law_report())


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    document = law_report(verdict="errored", error="a \x00 \x1b[31m \ud800 b")
    assert junit_errors(render_junit(document)) == []
    assert "a \ufffd \ufffd[31m \ufffd b" in outcome(cases(document)["check"])["error"]


def test_a_report_without_counts_still_has_its_failures() -> None:
    assert outcome(cases(report())["scaling"]) == {"failure": "off by a lot"}
