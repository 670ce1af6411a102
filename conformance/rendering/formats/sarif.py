"""A check as SARIF 2.1.0: a result for each finding, and a rule for each law."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from ...records.check import Report
from ...records.law_outcome import describe_end, law_record, list_outcomes
from ..program_findings import ProgramFinding, list_program_findings
from ..report_text import render_command
from .registry import report_format

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

Json = dict[str, Any]


@report_format("sarif", Report, "SARIF 2.1.0, for code scanning")
def render_sarif(report: Report) -> str:
    """Render a check as SARIF 2.1.0.

    A MUST law that does not hold is an error, a SHOULD law a warning, at the line of the method
    that takes a step, or of the class or function. Expected failures are suppressed, with the
    reason; one that is wrong is an error.
    """
    rules = {outcome.law: _rule(report, outcome.law) for outcome in list_outcomes(report)}
    order = {law: k for k, law in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "conformance",
                "version": report.versions.get("optimcore", "0"),
                "rules": list(rules.values()),
            }
        },
        # Code scanning replaces earlier results of the same id, and keeps those of other targets.
        "automationDetails": {"id": f"conformance/{report.rule}/{quote(report.target)}/"},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, f, order) for f in list_program_findings(report)],
        "properties": {"target": report.target, "rule": report.rule, "verdict": report.verdict},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(report: Report, law: str) -> Json:
    counts = law_record(report, law)
    summary = (counts and counts.summary) or f"The law {law}."
    text = "\n\n".join(part for part in (summary, counts.reason if counts else "") if part)
    return {
        "id": law,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": text},
        "help": {"text": f"{text}\n\nconformance list laws prints all laws."},
    }


def _invocation(report: Report) -> Json:
    found: Json = {
        "executionSuccessful": report.verdict in ("conforms", "diverges")
        and not report.internal_error
        and not report.interrupted,
        "commandLine": render_command(report),
    }
    if reason := describe_end(report):
        level = "warning" if report.verdict == "diverges" else "error"
        found["toolExecutionNotifications"] = [{"level": level, "message": {"text": reason}}]
    return found


def _result(report: Report, found: ProgramFinding, order: dict[str, int]) -> Json:
    result: Json = {
        "ruleId": found.law,
        "level": "error" if found.is_failure else "warning",
        "message": {"text": f"{found.message}\nReproduce with: {render_command(report)}"},
        "locations": [_location(report, found)],
        "partialFingerprints": {"targetRuleLaw/v1": found.fingerprint},
    }
    if found.expected:
        result["suppressions"] = [{"kind": "external", "justification": found.expected}]
    if found.law in order:
        result["ruleIndex"] = order[found.law]
    return result


def _location(report: Report, found: ProgramFinding) -> Json:
    logical = [{"fullyQualifiedName": report.target, "kind": "type"}]
    if not found.path:
        return {"logicalLocations": logical}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(found.path)},
            "region": {"startLine": found.line},
        },
        "logicalLocations": logical,
    }


def _uri(path: str) -> str:
    """Return a relative path as a relative reference, and an absolute one as a file URI."""
    text = path.replace("\\", "/")
    if PurePosixPath(text).is_absolute() or text[1:3] == ":/":
        return f"file:///{quote(text.lstrip('/'), safe='/:')}"
    return quote(text)
