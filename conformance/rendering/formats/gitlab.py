"""A check as a report of GitLab's code quality, in the format of Code Climate."""

from __future__ import annotations

import json

from ...records.check import Report
from ..program_findings import list_unexpected
from .registry import report_format


@report_format("gitlab", Report, "a code quality report of GitLab")
def render_gitlab(report: Report) -> str:
    """Render the findings as a list of issues: MUST laws are major, SHOULD laws minor.

    Expected failures are left out; one that is wrong is a major issue.
    """
    return json.dumps(
        [
            {
                "description": found.message,
                "check_name": found.law,
                "fingerprint": found.fingerprint,
                "severity": "major" if found.is_failure else "minor",
                # A path is required.
                "location": {
                    "path": (found.path or report.target).removeprefix("./"),
                    "lines": {"begin": found.line},
                },
            }
            for found in list_unexpected(report)
        ],
        indent=2,
    )
