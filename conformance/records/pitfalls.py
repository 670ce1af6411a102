"""The pitfall report."""

from __future__ import annotations

from typing import Literal

from .base import FindingRecord, Record
from .check import FloorRecord


class Deviation(Record, frozen=True, kw_only=True):
    """The error and the rounding bound after one event; null if not finite."""

    off: float | None
    radius: float | None


class PitfallRecord(Record, frozen=True, kw_only=True):
    """One pitfall, injected into optimcore and checked.

    ``training`` is the loss of each epoch of the tutorial's training run with the pitfall; null
    where it is not finite, empty if the run does not use the rule or raised.

    ``quiet`` is how far the pitfall moves the result of the convergence test, 100 steps on a
    quadratic, and ``final_loss`` is its loss after them; both are null if it is not finite or an
    exception was raised. ``deviation`` is the error when the smallest case is extended to 60
    events.
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
    final_loss: float | None = None


class MutantRecord(Record, frozen=True, kw_only=True):
    """One change of a rule's source: what it does, and the change as a diff."""

    id: str
    title: str
    diff: str


class MutantSummary(Record, frozen=True, kw_only=True):
    """The one-edit defects of a rule, which are made from its source.

    ``number`` are all of them, of which ``repeated`` equal others and ``equivalent`` equal the rule
    in ``corpus`` stored and ``random`` random scenarios. Of the ``known`` others ``caught`` are
    detected, and ``unseen`` are not. ``unmatched`` are the pitfalls of the formula that are none of
    them.
    """

    number: int
    repeated: int
    known: int
    caught: int
    corpus: int
    random: int
    unseen: list[MutantRecord] = []
    equivalent: list[MutantRecord] = []
    unmatched: list[str] = []


class CleanRecord(Record, frozen=True, kw_only=True):
    """One rule of optimcore, checked without a pitfall: no law may fail.

    ``floors`` are the smallest errors in its hyper-parameters that its corpus detects. ``mutants``
    is null where the rule's mutants have not been classified. ``final_loss`` is the loss after the
    convergence test.
    """

    rule: str
    clean: bool
    laws: list[str]
    cases: int
    decided: int
    floors: list[FloorRecord] = []
    mutants: MutantSummary | None = None
    final_loss: float | None = None


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
    """The pitfall report.

    ``initial_loss`` is the loss before the convergence test; null in reports of earlier versions,
    which contain no loss. ``laws`` are the laws that detect a pitfall, each with what it requires.
    """

    schema: str = "optimcore/pitfalls/1"
    pitfalls: list[PitfallRecord]
    clean: list[CleanRecord]
    forced_failure: bool
    claims: list[ClaimRecord] = []
    anchor: AnchorRecord | None = None
    initial_loss: float | None = None
    laws: dict[str, str] = {}
    versions: dict[str, str] = {}

    @property
    def passed(self) -> bool:
        """Whether every pitfall is detected, every rule passes, and the wrong optimizer fails."""
        return (
            self.forced_failure
            and all(p.caught for p in self.pitfalls)
            and all(c.clean for c in self.clean)
        )
