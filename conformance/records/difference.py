"""The result of ``diff``."""

from __future__ import annotations

from .base import Record, Verdict


class Changed(Record, frozen=True, kw_only=True):
    """A law that fails in both reports with another message or case."""

    law: str
    before: str
    after: str


class Difference(Record, frozen=True, kw_only=True):
    """The result of ``diff``: findings that are new, gone or changed.

    ``new_defects`` and ``gone_defects`` are titles of diagnoses. ``notes`` say what makes the
    reports hard to compare, such as different rules.
    """

    schema: str = "optimcore/diff/1"
    before: str
    after: str
    verdicts: tuple[Verdict, Verdict]
    new: list[str] = []
    gone: list[str] = []
    changed: list[Changed] = []
    new_defects: list[str] = []
    gone_defects: list[str] = []
    notes: list[str] = []
