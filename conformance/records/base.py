"""The records that commands write as JSON. ``conformance schema`` prints their JSON Schemas."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from properties.scenarios.model import Scenario

CHECK_SCHEMA = "optimcore/check/1"
CAPSULE_SCHEMA = "optimcore/capsule/1"

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
    the same scenario. ``frames`` are the observed values in it.
    """

    law: str
    also: list[str] = []
    message: str
    ratio: float | None
    scenario: Scenario
    frames: list[Frame] = []


class LawRecord(Record, frozen=True, kw_only=True):
    """The counts of one law: scenarios, comparisons decided and undecided, largest ratio."""

    law: str
    requirement: Literal["must", "should"]
    cases: int
    decided: int
    undecided: int
    ratio: float | None
    broken: bool


class NotApplicable(Record, frozen=True, kw_only=True):
    """A law that does not apply to the subject, and the reason."""

    law: str
    reason: str


class Sighted(Record, frozen=True, kw_only=True):
    """The known pitfalls of the rule that the same scenarios would have detected."""

    known: int = 0
    caught: int = 0
    missed: list[str] = []


class FloorRecord(Record, frozen=True, kw_only=True):
    """The smallest relative error in one hyper-parameter that would have been detected.

    In machine epsilons of the precision; null if none of the injected errors was detected.
    """

    hyper: str
    dtype: str
    epsilons: int | None


class Certificate(Record, frozen=True, kw_only=True):
    """What was checked, and which errors would have been detected."""

    laws: list[LawRecord] = []
    cases: int = 0
    decided: int = 0
    undecided: int = 0
    not_applicable: list[NotApplicable] = []
    pitfalls: Sighted = Sighted()
    floors: list[FloorRecord] = []


class DiagnosisRecord(Record, frozen=True, kw_only=True):
    """A known change that reproduces the subject in ``cases`` of ``of`` cases.

    ``diff`` is the change to the rule in ``optimcore``, ``bug`` its number in the list of bugs in
    released libraries, and ``libraries`` are those that document it.
    """

    id: str
    kind: Literal["pitfall", "dialect", "rule", "hyper"]
    title: str
    explanation: str = ""
    diff: str = ""
    bug: int | None = None
    libraries: list[str] = []
    cases: int
    of: int


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


class Report(Record, frozen=True, kw_only=True):
    """The result of ``check``. Findings decide the verdict; advice does not.

    ``diagnosis`` lists explanations of the findings, best first; ``residual`` describes the error
    if none explains all of it.

    ``formulation`` names the reduced-precision variant of the rule that the subject was compared
    with, if it needs one. ``untouched`` are arguments of the subject that were left at their
    defaults, because they are not known as hyper-parameters of the rule. ``unwritten`` are values
    for which the subject raises NotImplementedError; it was run with the other values only.
    """

    schema: str = CHECK_SCHEMA
    target: str
    rule: str
    verdict: Verdict
    findings: list[FindingRecord] = []
    advice: list[FindingRecord] = []
    diagnosis: list[DiagnosisRecord] = []
    residual: list[str] = []
    certificate: Certificate = Certificate()
    error: str | None = None
    adapter: str | None = None
    formulation: str = ""
    names: dict[str, list[str]] = {}
    untouched: list[str] = []
    unwritten: list[str] = []
    options: Options = Options()
    versions: dict[str, str] = {}


class Capsule(Record, frozen=True, kw_only=True):
    """One finding with everything that is needed to replay it."""

    schema: str = CAPSULE_SCHEMA
    target: str
    rule: str
    law: str
    message: str
    ratio: float | None
    scenario: Scenario
    frames: list[Frame] = []
    diagnosis: list[DiagnosisRecord] = []
    residual: list[str] = []
    adapter: str | None = None
    names: dict[str, list[str]] = {}
    options: Options = Options()
    versions: dict[str, str] = {}


class Match(Record, frozen=True, kw_only=True):
    """A rule that reproduces a subject in ``cases`` of ``of`` cases.

    ``how`` is the dialect or fixed hyper-parameter with which it does; empty for the published
    rule. ``hyper`` maps hyper-parameters to the subject's arguments. ``distance`` is the median
    over cases of the final error relative to the movement; null if it is not finite.
    """

    rule: str
    title: str
    how: str = ""
    words: str = ""
    diff: str = ""
    libraries: list[str] = []
    hyper: dict[str, list[str]] = {}
    distance: float | None = 0.0
    cases: int
    of: int

    @property
    def whole(self) -> bool:
        """Whether it reproduces every case."""
        return self.cases == self.of > 0


class Identity(Record, frozen=True, kw_only=True):
    """The result of ``identify``, best first. Several full matches are indistinguishable."""

    schema: str = "optimcore/identity/1"
    target: str
    matches: list[Match] = []
    versions: dict[str, str] = {}

    @property
    def known(self) -> list[Match]:
        """The rules that reproduce every case."""
        return [match for match in self.matches if match.whole]


class Term(Record, frozen=True, kw_only=True):
    """A constructor argument of the target as a formula in arguments of the source."""

    argument: str
    expression: str


class Conversion(Record, frozen=True, kw_only=True):
    """The result of ``convert``: the arguments with which the target reproduces the source.

    ``terms`` hold under the ``conditions``, of which there are as few as possible; ``lacking`` are
    conditions on arguments that the target does not have. Both optimizers ran ``cases`` scenarios
    and agreed in ``numbers`` values to within rounding. If it is not ``possible``, no arguments
    were found. ``call`` is the target that is equivalent to the source with its defaults.
    """

    schema: str = "optimcore/conversion/1"
    source: str
    target: str
    rule: str
    possible: bool
    terms: list[Term] = []
    conditions: list[str] = []
    lacking: list[str] = []
    source_follows: str = ""
    target_follows: str = ""
    cases: int
    numbers: int
    call: str = ""
    versions: dict[str, str] = {}


class Changed(Record, frozen=True, kw_only=True):
    """A law that fails in both reports with another message or case."""

    law: str
    before: str
    after: str


class Difference(Record, frozen=True, kw_only=True):
    """The result of ``diff``: findings that are new, gone or changed."""

    schema: str = "optimcore/diff/1"
    before: str
    after: str
    verdicts: tuple[Verdict, Verdict]
    new: list[str] = []
    gone: list[str] = []
    changed: list[Changed] = []


def schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the JSON Schema of a record type."""
    return msgspec.json.schema(kind)


CellState: TypeAlias = Literal["conforms", "dialect", "diverges", "undecided", "errored"]


class CellRecord(Record, frozen=True, kw_only=True):
    """An entry of the matrix: one optimizer, checked against the rule it is named after.

    ``dialects`` are those that were detected and then declared; ``words`` describes them, or the
    problem. ``capsule`` is a finding of a diverging optimizer, if possible one that a script can
    show; ``advice`` lists failed SHOULD laws.
    """

    of_library: str = msgspec.field(name="library")
    rule: str
    variant: str = ""
    target: str
    state: CellState
    dialects: list[str] = []
    words: str = ""
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
    cells: list[CellRecord]
    versions: dict[str, str] = {}


class Deviation(Record, frozen=True, kw_only=True):
    """The error and the rounding bound after one event; null if not finite."""

    off: float | None
    radius: float | None


class PitfallRecord(Record, frozen=True, kw_only=True):
    """One pitfall, injected into optimcore and checked.

    ``training`` is the loss of each epoch of the tutorial's training run with the pitfall; null
    where it is not finite, empty if the run does not use the rule or raised.

    ``quiet`` is how far the pitfall moves the result of the convergence test, 100 steps on a
    quadratic; ``deviation`` is the error when the smallest case is extended to 60 events.
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
    training: list[float | None] = []


class CleanRecord(Record, frozen=True, kw_only=True):
    """One rule of optimcore, checked without a pitfall: no law may fail.

    ``floors`` are the smallest errors in its hyper-parameters that its corpus detects.
    """

    rule: str
    clean: bool
    laws: list[str]
    cases: int
    decided: int
    floors: list[FloorRecord] = []


class ClaimRecord(Record, frozen=True, kw_only=True):
    """A claim of the tutorial that the suite started from, and the measurement."""

    id: str
    claim: str
    verdict: Literal["true", "false", "in part"]
    words: str
    figures: dict[str, float] = {}


class TrainingRecord(Record, frozen=True, kw_only=True):
    """The tutorial's training run with one optimizer, over several seeds.

    ``learnt`` and ``held_out`` are the training and test accuracies by seed. ``losses`` (by epoch)
    and ``confusion`` (test forms by true tense, then by predicted tense) are of the first seed.
    """

    optimizer: str
    learnt: list[float]
    held_out: list[float]
    losses: list[float]
    confusion: list[list[int]]


class AnchorRecord(Record, frozen=True, kw_only=True):
    """The tutorial's training run: a perceptron that classifies the tense of Spanish verb forms.

    ``clean`` are the losses of a run without a pitfall, by rule.
    """

    tenses: list[str]
    runs: list[TrainingRecord]
    clean: dict[str, list[float | None]] = {}


class PitfallsRecord(Record, frozen=True, kw_only=True):
    """The pitfall report."""

    schema: str = "optimcore/pitfalls/1"
    pitfalls: list[PitfallRecord]
    clean: list[CleanRecord]
    forced_failure: bool
    claims: list[ClaimRecord] = []
    anchor: AnchorRecord | None = None
    versions: dict[str, str] = {}

    @property
    def passed(self) -> bool:
        """Whether every pitfall is detected, every rule passes, and the wrong optimizer fails."""
        return (
            self.forced_failure
            and all(p.caught for p in self.pitfalls)
            and all(c.clean for c in self.clean)
        )
