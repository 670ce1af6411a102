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

    def to_json(self) -> str:
        """The record as JSON text."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode()


class Frame(Record, frozen=True, kw_only=True):
    """One parameter after one event: what came, and what a correct subject may return.

    All numbers are in hexadecimal; a radius that is not finite says that nothing is known.
    """

    event: int
    parameter: int
    got: list[str]
    expected: list[str]
    radius: list[str]


class FindingRecord(Record, frozen=True, kw_only=True):
    """A broken law and the smallest scenario found that breaks it.

    ``ratio`` is the deviation in units of what rounding explains; null if nothing can explain it
    (a broken promise, an exception, not a number). ``also`` names the other laws that the same
    scenario breaks: the same defect, seen by them too. ``frames`` are what came in that scenario.
    """

    law: str
    also: list[str] = []
    message: str
    ratio: float | None
    scenario: Scenario
    frames: list[Frame] = []


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


class DiagnosisRecord(Record, frozen=True, kw_only=True):
    """Something known that the subject turns out to be, on ``cases`` of ``of`` cases.

    ``diff`` is what it changes of the rule in ``optimcore``, ``bug`` its number in the catalogue
    of real bugs, ``libraries`` are those that document it.
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
    """How the target was asked to be judged, so that it can be asked again.

    The values of ``hyper`` and ``assume`` are written as Python writes them.
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
    """The answer to ``check``: findings decide the verdict, advice never does.

    ``diagnosis`` names what explains the findings, best first; ``residual`` describes the
    deviation in words where nothing known explains all of it.

    ``formulation`` says in what the subject was seen to round more coarsely than the rule needs,
    and was then judged by. ``untouched`` are the arguments of the subject that were left as they
    are: none of the rule's hyper-parameters is known by such a name. ``unwritten`` are values that
    it says it has not implemented; it was given the others alone.
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
    """One finding that replays anywhere."""

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
    """A rule that a subject follows on ``cases`` of ``of`` cases.

    ``how`` names the dialect or the other number in which it follows it; empty: as published.
    ``hyper`` tells what the subject calls each hyper-parameter that it takes. ``distance`` is how
    far off it ends, beside how far the rule moves (a median over cases; null: no number).
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
        """Whether it explains every case."""
        return self.cases == self.of > 0


class Identity(Record, frozen=True, kw_only=True):
    """The answer to ``identify``, best first: several where no case can tell them apart."""

    schema: str = "optimcore/identity/1"
    target: str
    matches: list[Match] = []
    versions: dict[str, str] = {}

    @property
    def known(self) -> list[Match]:
        """The rules that it follows in every case."""
        return [match for match in self.matches if match.whole]


class Term(Record, frozen=True, kw_only=True):
    """What one constructor argument of an optimizer is, in the names of another's."""

    argument: str
    expression: str


class Conversion(Record, frozen=True, kw_only=True):
    """The answer to ``convert``: how the target is built so that it does what the source does.

    ``terms`` hold under the ``conditions``, which are as few as were found; ``lacking`` are those
    that hold anyway, as the target knows nothing else. ``cases`` were run by both,
    and agreed in ``numbers`` to within rounding; if it is not ``possible``, in none of the ways
    that were tried. ``call`` is the target with what the source has as its defaults.
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
    """A law whose finding, or whose evidence for it, is another one than before."""

    law: str
    before: str
    after: str


class Difference(Record, frozen=True, kw_only=True):
    """Two runs of ``check`` compared: findings that are new, gone or changed."""

    schema: str = "optimcore/diff/1"
    before: str
    after: str
    verdicts: tuple[Verdict, Verdict]
    new: list[str] = []
    gone: list[str] = []
    changed: list[Changed] = []


def schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of a kind of record."""
    return msgspec.json.schema(kind)


CellState: TypeAlias = Literal["conforms", "dialect", "diverges", "undecided", "errored"]


class CellRecord(Record, frozen=True, kw_only=True):
    """One optimizer of a library, judged by the rule whose name it bears.

    ``dialects`` are those that it was seen to speak, and was judged in; ``words`` say so, or what
    is the matter. ``capsule`` is a finding of one that diverges, of those that a script can show
    if there are any; ``advice`` names laws broken that decide nothing.
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
    """A library of the matrix: its version, or why it could not be judged."""

    name: str
    version: str | None = None
    problem: str = ""
    install: list[str] = []


class MatrixRecord(Record, frozen=True, kw_only=True):
    """Optimizers by libraries: everything that the table is drawn from."""

    schema: str = "optimcore/matrix/1"
    libraries: list[LibraryRecord]
    cells: list[CellRecord]
    versions: dict[str, str] = {}


class Deviation(Record, frozen=True, kw_only=True):
    """After one event: how far off the planted optimizer is, and what rounding explains.

    Null stands for what is not a finite number.
    """

    off: float | None
    radius: float | None


class PitfallRecord(Record, frozen=True, kw_only=True):
    """One pitfall, planted in optimcore and examined.

    ``training`` is the loss of each epoch of the page's training run with it; null where it is
    not a number, empty where the run is not made with that rule or raised.

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
    training: list[float | None] = []


class CleanRecord(Record, frozen=True, kw_only=True):
    """One rule of optimcore examined without any pitfall: it must break no law.

    ``floors`` are the smallest errors in its hyper-parameters that its corpus sees.
    """

    rule: str
    clean: bool
    laws: list[str]
    cases: int
    decided: int
    floors: list[FloorRecord] = []


class ClaimRecord(Record, frozen=True, kw_only=True):
    """A claim of the page that this suite grew from, and what was measured of it."""

    id: str
    claim: str
    verdict: Literal["true", "false", "in part"]
    words: str
    figures: dict[str, float] = {}


class TrainingRecord(Record, frozen=True, kw_only=True):
    """The page's training run with one optimizer, over several seeds.

    ``learnt`` and ``held_out`` are the parts told rightly, a number for each seed; ``losses`` (by
    epoch) and ``confusion`` (held-out forms by true tense, then by told tense) are of the first.
    """

    optimizer: str
    learnt: list[float]
    held_out: list[float]
    losses: list[float]
    confusion: list[list[int]]


class AnchorRecord(Record, frozen=True, kw_only=True):
    """The page's training run: a perceptron that tells the tense of Spanish verb forms.

    ``clean`` are the losses of a run without any pitfall, by rule.
    """

    tenses: list[str]
    runs: list[TrainingRecord]
    clean: dict[str, list[float | None]] = {}


class PitfallsRecord(Record, frozen=True, kw_only=True):
    """The whole pitfall report; everything that is drawn is drawn from it."""

    schema: str = "optimcore/pitfalls/1"
    pitfalls: list[PitfallRecord]
    clean: list[CleanRecord]
    forced_failure: bool
    claims: list[ClaimRecord] = []
    anchor: AnchorRecord | None = None
    versions: dict[str, str] = {}

    @property
    def passed(self) -> bool:
        """Every pitfall caught, every clean row clean, and a forced failure noticed."""
        return (
            self.forced_failure
            and all(p.caught for p in self.pitfalls)
            and all(c.clean for c in self.clean)
        )
