"""The lines of a stream: a check as JSON Lines, which are written as results come.

A header is followed by a line for each scenario that was judged, one for each law, and a footer
with the whole report. A stream without a footer is that of a check that did not end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from properties.scenarios.model import Scenario

from .base import Options, Record
from .check import LawRecord, NotApplicable, Report

STREAM_SCHEMA = "optimcore/stream/1"


class Line(Record, frozen=True, kw_only=True, tag_field="type"):
    """Base class of the lines."""

    def to_line(self) -> bytes:
        """Encode the line, with the character that ends it."""
        return msgspec.json.encode(self) + b"\n"


class HeaderLine(Line, frozen=True, kw_only=True, tag="header"):
    """What is checked, and how; the same in every run that gives the same report.

    ``source`` is the SHA-256 of the file that defines the optimizer; empty if there is none.
    """

    schema: str = STREAM_SCHEMA
    target: str
    rule: str
    adapter: str
    exhaustive: bool
    options: Options
    versions: dict[str, str]
    source: str = ""


class NotApplicableLine(Line, frozen=True, kw_only=True, tag="not applicable"):
    """A law that does not apply."""

    record: NotApplicable


class EvidenceRecord(Record, frozen=True, kw_only=True):
    """What a law says about one scenario.

    ``ratio`` is a text where it is not finite. ``about`` and ``effective`` are those of the
    evidence of a law about the effect of hyper-parameters. ``expects_rule`` says whether the law
    expects the values of the rule, and not those of another run.
    """

    decided: int
    undecided: int
    ratio: float | str
    message: str = ""
    about: str = ""
    effective: list[str] = []
    expects_rule: bool = False


class LawTestRecord(Record, frozen=True, kw_only=True):
    """One law on one scenario; ``evidence`` is null if the law does not apply to the scenario.

    ``known_effects`` are the hyper-parameters whose effect earlier scenarios showed.
    """

    law: str
    known_effects: list[str] = []
    evidence: EvidenceRecord | None


class CaseLine(Line, frozen=True, kw_only=True, tag="case"):
    """One scenario of a family: whether the optimizer raised, and what each law says."""

    family: str
    scenario: Scenario
    raised: bool
    changed_shape: bool
    tests: list[LawTestRecord]


class LawLine(Line, frozen=True, kw_only=True, tag="law"):
    """The counts of one law."""

    record: LawRecord


class FooterLine(Line, frozen=True, kw_only=True, tag="footer"):
    """The end of a complete stream."""

    report: Report


AnyLine = HeaderLine | NotApplicableLine | CaseLine | LawLine | FooterLine


@dataclass(frozen=True)
class Stream:
    """The content of a stream.

    Attributes:
        header: Its first line.
        cases: The scenarios that were judged.
        report: The report; None if the check did not end.
        length: The number of bytes up to the end of the last case, from which a check goes on.
    """

    header: HeaderLine
    cases: Sequence[CaseLine]
    report: Report | None
    length: int
