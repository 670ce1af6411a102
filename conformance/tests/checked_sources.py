"""Check sources of the tests, and list the laws that are left out."""

from __future__ import annotations

from typing import Any

from conformance import Report, check
from conformance.tests.fixture_types import WriteSubject

# Laws that need state_dict or zero_grad.
OF_STATE = {"resume", "resume-bits", "checkpoint", "checkpoint-kept", "checkpoint-twice"}
OF_CLEARING = {"zero-grad"}


def check_source(
    write_subject: WriteSubject, source: str, name: str = "SGD", **options: Any
) -> Report:
    return check(f"{write_subject(source)}:{name}", **{"examples": 1, **options})


def left_out(report: Report) -> dict[str, str]:
    return {n.law: n.reason for n in report.certificate.not_applicable}


def without(source: str, *methods: str) -> str:
    """Remove methods from the end of a source text."""
    lines: list[str] = []
    dropping = False
    for line in source.splitlines():
        if line.startswith("    def "):
            dropping = any(line.startswith(f"    def {name}(") for name in methods)
        if not dropping:
            lines.append(line)
    return "\n".join(lines) + "\n"
