"""The base class of the records, and the records that several documents contain."""

from __future__ import annotations

from types import UnionType
from typing import Any, Literal, TypeAlias

import msgspec

from properties.scenarios.model import Scenario

Verdict: TypeAlias = Literal["conforms", "diverges", "undecided", "errored"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base class of the records."""

    def to_json(self) -> str:
        """Encode the record as JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode()


class Frame(Record, frozen=True, kw_only=True):
    """One parameter after one event: the observed values and their enclosure.

    All numbers are hexadecimal. An infinite radius means that any value is allowed.
    """

    event: int
    parameter: int
    got: list[str]
    expected: list[str]
    radius: list[str]


class FindingRecord(Record, frozen=True, kw_only=True):
    """A failed law and the smallest scenario found in which it fails.

    ``ratio`` is the error in units of the rounding bound; null if no bound applies (an exception,
    NaN, a property that does not depend on rounding). ``also`` lists the other laws that fail in
    the same scenario for the same reason, and ``messages`` their messages. ``frames`` are the
    observed values in it. ``explained_by`` is the id of the diagnosis that accounts for the
    failure: an optimizer with that change fails the law too. It is empty if none does.
    ``expects_rule`` says whether the law expects the values of the rule, and not those of another
    run of the optimizer.
    """

    law: str
    also: list[str] = []
    message: str
    ratio: float | None
    scenario: Scenario
    frames: list[Frame] = []
    messages: dict[str, str] = {}
    explained_by: str = ""
    expects_rule: bool = False

    def __repr__(self) -> str:
        """Return the law and what was observed, as a test that compares findings prints it."""
        return f"<{self.law} failed: {self.message}>"


class DiagnosisRecord(Record, frozen=True, kw_only=True):
    """A known change that reproduces the subject in ``cases`` of ``of`` cases.

    ``diff`` is the change to the rule in ``optimcore``, ``bug`` its number in the list of bugs in
    released libraries, and ``libraries`` are those that document it, or the ``dialects`` in which
    it is a change. ``layer`` says whether it concerns the formula, seen in plain steps, or the
    contract, such as missing gradients, groups and saved state. ``equivalent_to`` is the id of
    another diagnosis with the same results in all cases.
    """

    id: str
    kind: Literal["pitfall", "dialect", "rule", "hyper", "mutant"]
    title: str
    explanation: str = ""
    diff: str = ""
    bug: int | None = None
    libraries: list[str] = []
    cases: int
    of: int
    layer: Literal["formula", "contract"] = "formula"
    equivalent_to: str = ""
    dialects: list[str] = []

    def __repr__(self) -> str:
        """Return the diagnosis in words."""
        return f"<{self.id}: {self.title}; in {self.cases} of {self.of} cases>"


class RuleSource(Record, frozen=True, kw_only=True):
    """Where the rule of a user's own comes from.

    ``spec`` loads it, as in ``paper.py:MyRule``; ``file`` is the path of the file, and ``sha256``
    the hash of its text.
    """

    spec: str
    file: str
    sha256: str


class Options(Record, frozen=True, kw_only=True):
    """The options of a check, with which it can be repeated.

    The values of ``hyper`` and ``assume`` are Python literals.
    """

    adapter: str | None = None
    map: dict[str, str] = {}
    hyper: dict[str, str] = {}
    assume: dict[str, str] = {}
    without: list[str] = []
    dialects: list[str] = []
    examples: int = 100
    seed: int = 0
    state: str = ""
    parameter: str = ""
    strict: bool = False


def json_schema(kind: type[msgspec.Struct] | UnionType) -> dict[str, Any]:
    """Return the JSON Schema of a record type, or of a union of them."""
    return msgspec.json.schema(kind)
