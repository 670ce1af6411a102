"""The matrix of rules by libraries."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from .base import DiagnosisRecord, Options, Record
from .capsule import Capsule

EntryState: TypeAlias = Literal["conforms", "dialect", "diverges", "undecided", "errored"]


class ContractMark(Record, frozen=True, kw_only=True):
    """Something beside the formula in which an optimizer differs from the rule.

    ``id`` is that of the diagnosis, or of the failed law if nothing explains it.
    """

    id: str
    words: str


class EntryRecord(Record, frozen=True, kw_only=True):
    """An entry of the matrix: one optimizer, checked against the rule it is named after.

    ``dialects`` are those that were detected and then declared; ``words`` describes them, or the
    problem. ``capsule`` is a finding of a diverging optimizer, if possible one that a script can
    show; ``advice`` lists failed SHOULD laws. ``formula`` is the state of the formula alone, and
    ``contract`` lists what differs beside it.
    """

    of_library: str = msgspec.field(name="library")
    rule: str
    variant: str = ""
    target: str
    state: EntryState
    dialects: list[str] = []
    words: str = ""
    formula: EntryState | None = None
    contract: list[ContractMark] = []
    diagnosis: list[DiagnosisRecord] = []
    advice: list[str] = []
    decided: int = 0
    options: Options = Options()
    capsule: Capsule | None = None


class LibraryRecord(Record, frozen=True, kw_only=True):
    """A library of the matrix: its version, or why it was skipped."""

    name: str
    version: str | None = None
    problem: str = ""
    install: list[str] = []


class MatrixRecord(Record, frozen=True, kw_only=True):
    """The matrix of rules by libraries."""

    schema: str = "optimcore/matrix/1"
    libraries: list[LibraryRecord]
    cells: list[EntryRecord]
    versions: dict[str, str] = {}
