"""What a run leaves behind: plain records, with a JSON Schema that a command publishes."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from properties.scenario import Scenario

CHECK_SCHEMA = "optimcore/check/1"
CAPSULE_SCHEMA = "optimcore/capsule/1"

Verdict: TypeAlias = Literal["conforms", "diverges", "undecided", "errored"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the records."""


class FindingRecord(Record, frozen=True, kw_only=True):
    """A broken law and the smallest scenario found that breaks it.

    ``ratio`` is the deviation in units of what rounding explains; null if nothing can explain it
    (a broken promise, an exception, not a number). ``also`` names the other laws that the same
    scenario breaks: the same defect, seen by them too.
    """

    law: str
    also: list[str] = []
    message: str
    ratio: float | None
    scenario: Scenario


class LawRecord(Record, frozen=True, kw_only=True):
    """What one law saw: scenarios, comparisons decided and undecided, the largest ratio."""

    law: str
    requirement: Literal["must", "should"]
    cases: int
    decided: int
    undecided: int
    ratio: float | None
    broken: bool


class NotApplicable(Record, frozen=True, kw_only=True):
    """A law that says nothing about this subject, and why."""

    law: str
    reason: str


class Sighted(Record, frozen=True, kw_only=True):
    """Which known pitfalls of the rule these very scenarios would have caught."""

    known: int = 0
    caught: int = 0
    missed: list[str] = []


class FloorRecord(Record, frozen=True, kw_only=True):
    """The smallest relative error in one hyper-parameter that would have been seen.

    In machine epsilons of the precision; null if no error that was tried would have been.
    """

    hyper: str
    dtype: str
    epsilons: int | None


class Certificate(Record, frozen=True, kw_only=True):
    """How much was checked, and what would have been seen."""

    laws: list[LawRecord] = []
    cases: int = 0
    decided: int = 0
    undecided: int = 0
    not_applicable: list[NotApplicable] = []
    pitfalls: Sighted = Sighted()
    floors: list[FloorRecord] = []


class Options(Record, frozen=True, kw_only=True):
    """How the target was asked to be judged, so that it can be asked again.

    The values of ``hyper`` are written as Python writes them.
    """

    adapter: str | None = None
    map: dict[str, str] = {}
    hyper: dict[str, str] = {}
    examples: int = 100
    seed: int = 0


class Report(Record, frozen=True, kw_only=True):
    """The answer to ``check``: findings decide the verdict, advice never does.

    ``formulation`` says in what the subject was seen to round more coarsely than the rule needs,
    and was then judged by.
    """

    schema: str = CHECK_SCHEMA
    target: str
    rule: str
    verdict: Verdict
    findings: list[FindingRecord] = []
    advice: list[FindingRecord] = []
    certificate: Certificate = Certificate()
    error: str | None = None
    adapter: str | None = None
    formulation: str = ""
    names: dict[str, list[str]] = {}
    options: Options = Options()
    versions: dict[str, str] = {}

    def to_json(self) -> str:
        """The report as JSON text."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode()


class Capsule(Record, frozen=True, kw_only=True):
    """One finding that replays anywhere."""

    schema: str = CAPSULE_SCHEMA
    target: str
    rule: str
    law: str
    message: str
    ratio: float | None
    scenario: Scenario
    options: Options = Options()
    versions: dict[str, str] = {}


def schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of a kind of record."""
    return msgspec.json.schema(kind)


class Deviation(Record, frozen=True, kw_only=True):
    """After one event: how far off the planted optimizer is, and what rounding explains.

    Null stands for what is not a finite number.
    """

    off: float | None
    radius: float | None


class PitfallRecord(Record, frozen=True, kw_only=True):
    """One pitfall, planted in optimcore and examined.

    ``quiet`` is how far it moves the result of a plain 100-step run on a quadratic, the way
    optimizers are commonly tested; ``deviation`` goes on with the smallest case for 60 events.
    """

    id: str
    title: str
    rule: str
    seed: bool
    bug: int | None
    caught: bool
    laws: list[str]
    diff: str
    explanation: str
    claim: str
    measured: str
    quiet: float | None
    deviation: list[Deviation]
    finding: FindingRecord | None


class CleanRecord(Record, frozen=True, kw_only=True):
    """One rule of optimcore examined without any pitfall: it must break no law."""

    rule: str
    clean: bool
    laws: list[str]
    cases: int
    decided: int


class PitfallsRecord(Record, frozen=True, kw_only=True):
    """The whole pitfall report; everything that is drawn is drawn from it."""

    schema: str = "optimcore/pitfalls/1"
    pitfalls: list[PitfallRecord]
    clean: list[CleanRecord]
    forced_failure: bool
    versions: dict[str, str] = {}

    @property
    def passed(self) -> bool:
        """Every pitfall caught, every clean row clean, and a forced failure noticed."""
        return (
            self.forced_failure
            and all(p.caught for p in self.pitfalls)
            and all(c.clean for c in self.clean)
        )
