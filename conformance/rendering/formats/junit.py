"""A check as JUnit XML: one test case for each law.

The file is valid by the schema of Jenkins' xUnit plugin.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

from ...records.check import Report
from ...records.law_outcome import LawOutcome, describe_end, list_outcomes
from .registry import report_format

# Characters that XML 1.0 cannot hold.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The name of the test case of the check itself.
WHOLE = "check"

ELEMENTS = {
    "failed": "failure",
    "errored": "error",
    "expected": "skipped",
    "undecided": "skipped",
    "not applicable": "skipped",
}
# What the output of a passed test case begins with.
REMARKS = {"advice": "warning", "info": "note"}


@report_format("junit", Report, "JUnit XML, with one test case for each law")
def render_junit(report: Report) -> str:
    """Render a check as JUnit XML.

    The outcomes are those of the tests of pytest: a MUST law that does not hold, and an expected
    failure that is wrong, is a failure with the text of a test. A law that does not apply, that no
    comparison decided, or whose failure is expected, is skipped with the reason. A SHOULD or
    INFO law that does not hold passes, with a warning or a note as its output. Why there is no
    verdict, or why the check ended early, is an error of a further test case.
    """
    outcomes = list_outcomes(report)
    ending = describe_end(report)
    counts = Counter(ELEMENTS.get(outcome.state, "") for outcome in outcomes)
    numbers = {
        "tests": str(len(outcomes) + bool(ending)),
        "failures": str(counts["failure"]),
        "errors": str(counts["error"] + bool(ending)),
    }
    root = ET.Element("testsuites", {"name": "conformance", **numbers})
    name = _clean(f"{report.target} {report.rule}".strip())
    suite = ET.SubElement(
        root, "testsuite", {"name": name, **numbers, "skipped": str(counts["skipped"])}
    )
    if report.checked_on:
        suite.set("timestamp", f"{report.checked_on}T00:00:00")
    _add_properties(suite, report)
    for outcome in outcomes:
        _add_outcome(_add_case(suite, report, outcome.law), report, outcome)
    if ending:
        first = ending.splitlines()[0]
        _add_text(_add_case(suite, report, WHOLE), "error", report.verdict, first, ending)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}'


def _add_properties(suite: ET.Element, report: Report) -> None:
    properties = ET.SubElement(suite, "properties")
    values = {"verdict": report.verdict, "rule": report.rule, **report.versions}
    for name, value in values.items():
        ET.SubElement(properties, "property", {"name": _clean(name), "value": _clean(value)})


def _add_case(suite: ET.Element, report: Report, name: str) -> ET.Element:
    return ET.SubElement(
        suite, "testcase", {"classname": _clean(report.target), "name": _clean(name)}
    )


def _add_outcome(case: ET.Element, report: Report, outcome: LawOutcome) -> None:
    message = outcome.reason
    if outcome.state == "expected":
        message = f"expected failure: {message}"
    if outcome.state in REMARKS:
        remark = f"{REMARKS[outcome.state]}: {_describe(report, outcome)}"
        ET.SubElement(case, "system-out").text = _clean(remark)
    elif outcome.state in ELEMENTS:
        text = _describe(report, outcome) if outcome.finding else ""
        _add_text(case, ELEMENTS[outcome.state], outcome.state, message, text)


def _describe(report: Report, outcome: LawOutcome) -> str:
    """Return the text of a test about a law that does not hold."""
    from ..failure_text import render_law_failure

    return render_law_failure(report, outcome.law)


def _add_text(case: ET.Element, element: str, kind: str, message: str, text: str) -> None:
    added = ET.SubElement(case, element, {"type": kind, "message": _clean(message)})
    added.text = _clean(text) or None


def _clean(text: str) -> str:
    return NO_XML.sub("\ufffd", text)
