"""Expected failures from a run, and the TOML file that holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ..records.check import Report
from ..records.expected_failure import ExpectedFailure
from ..records.law_outcome import decides, law_outcome, message_of
from .expected_failures import KEY

HEADER = """\
# Laws that optimizers are expected to fail, each with its reason. An expected failure that passes,
# or matches nothing, fails the run. Written by conformance baseline: edit the reasons, and add
# link = "…" or strict = false where that is useful.
"""


def merge_baseline(
    known: Iterable[ExpectedFailure], reports: Sequence[Report]
) -> list[ExpectedFailure]:
    """Return the expected failures of a run.

    Those that are known keep their reasons, unless the law did not fail in this run; those of
    targets that were not checked are kept.
    """
    checked = {report.target for report in reports}
    found = {(one.target, one.law): one for one in known}
    kept = [one for one in found.values() if one.target not in checked]
    for report in reports:
        for one in expected_of_report(report):
            kept.append(found.get((one.target, one.law), one))
    return kept


def expected_of_report(report: Report) -> list[ExpectedFailure]:
    """Return an expected failure for each law that failed and decides the verdict."""
    laws = [law for f in report.findings for law in (f.law, *f.also)]
    return [
        ExpectedFailure(target=report.target, law=law, reason=describe_reason(report, law))
        for law in dict.fromkeys(laws)
        if decides(report, law)
    ]


def describe_reason(report: Report, law: str) -> str:
    """Return the diagnosis of a failed law, or its message where nothing explains it."""
    finding = law_outcome(report, law).finding
    if finding is None:
        return ""
    titles = {one.id: one.title for one in report.diagnosis}
    return titles.get(finding.explained_by) or message_of(finding, law)


def render_baseline(expected: Iterable[ExpectedFailure]) -> str:
    """Render expected failures as a TOML file."""
    return "\n".join([HEADER, *map(_render_entry, expected)])


def _render_entry(one: ExpectedFailure) -> str:
    # A JSON string is a basic string of TOML, except that TOML escapes one more character.
    pairs = {"target": one.target, "law": one.law, "reason": one.reason, "link": one.link}
    lines = [f"{key} = {_quote(value)}" for key, value in pairs.items() if value]
    lines += [] if one.strict else ["strict = false"]
    return "\n".join([f"[[{KEY}]]", *lines, ""])


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
