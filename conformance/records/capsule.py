"""Capsules: JSON files with one finding each, which can be replayed."""

from __future__ import annotations

import msgspec

from properties.scenarios.model import Scenario

from ..errors import CannotRun, WrongUse
from .base import DiagnosisRecord, FindingRecord, Frame, Options, Record, RuleSource
from .calls import Calls
from .check import Report
from .storage import read_file

CAPSULE_SCHEMA = "optimcore/capsule/1"


class Capsule(Record, frozen=True, kw_only=True):
    """One finding with everything that is needed to replay it and to write it as a script.

    ``calls`` is null in capsules of earlier versions, and ``rule_source`` for a rule of optimcore.
    ``explained_by`` is the id of the diagnosis that accounts for the finding; empty if none does.
    """

    schema: str = CAPSULE_SCHEMA
    target: str
    rule: str
    rule_source: RuleSource | None = None
    law: str
    message: str
    ratio: float | None
    scenario: Scenario
    frames: list[Frame] = []
    diagnosis: list[DiagnosisRecord] = []
    residual: list[str] = []
    explained_by: str = ""
    adapter: str | None = None
    names: dict[str, list[str]] = {}
    calls: Calls | None = None
    options: Options = Options()
    versions: dict[str, str] = {}


def make_capsule(report: Report, finding: FindingRecord) -> Capsule:
    """Build the capsule of one finding of a report."""
    return Capsule(
        target=report.target,
        rule=report.rule,
        rule_source=report.rule_source,
        law=finding.law,
        message=finding.message,
        ratio=finding.ratio,
        scenario=finding.scenario,
        frames=finding.frames,
        diagnosis=report.diagnosis,
        residual=report.residual,
        explained_by=finding.explained_by,
        adapter=report.adapter,
        names=report.names,
        calls=report.calls,
        options=report.options,
        versions=report.versions,
    )


def encode_capsules(report: Report) -> dict[str, str]:
    """Return the JSON text of every finding of a report by file name without suffix."""
    return {finding.law: make_capsule(report, finding).to_json() for finding in report.findings}


def read_capsules(path: str) -> list[Capsule]:
    """Read the capsule in a file, or the capsules of all findings of a report.

    Raises:
        WrongUse: The file cannot be read, or holds neither.
        CannotRun: The report is of a subject that could not be run.
    """
    text = read_file(path)
    try:
        return [msgspec.json.decode(text, type=Capsule)]
    except msgspec.DecodeError as no_capsule:
        try:
            report = msgspec.json.decode(text, type=Report)
        except msgspec.DecodeError:
            raise WrongUse(
                f"{path!r} is neither a capsule nor a report of check --json, so nothing can be "
                f"replayed: {no_capsule}. Give a file that check --capsules or --json wrote."
            ) from None
        if report.error:
            raise CannotRun(
                f"{path!r} is the report of a check that could not run the optimizer, so there is "
                f"nothing to replay: {report.error}"
            ) from None
        return [make_capsule(report, finding) for finding in report.findings]
