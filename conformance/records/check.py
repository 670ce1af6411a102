"""The report of ``check``."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

from .base import DiagnosisRecord, FindingRecord, Options, Record, RuleSource, Verdict
from .calls import Calls
from .expected_failure import CheckedExpectation
from .output import Output
from .source import SourceRecord

CHECK_SCHEMA = "optimcore/check/1"


class LawRecord(Record, frozen=True, kw_only=True):
    """The counts of one law: scenarios, comparisons decided and undecided, largest ratio.

    ``summary`` says what the law requires, and ``reason`` why it is MUST, SHOULD or INFO.
    """

    law: str
    requirement: Literal["must", "should", "info"]
    cases: int
    decided: int
    undecided: int
    ratio: float | None
    broken: bool
    summary: str = ""
    reason: str = ""


class NotApplicable(Record, frozen=True, kw_only=True):
    """A law that does not apply to the subject, and the reason."""

    law: str
    reason: str


class PitfallCoverage(Record, frozen=True, kw_only=True):
    """The known pitfalls of the rule that the same scenarios would have detected."""

    known: int = 0
    caught: int = 0
    missed: list[str] = []


class MutantCoverage(Record, frozen=True, kw_only=True):
    """The one-edit defects of the rule that the same scenarios would have detected.

    ``missed`` are those that would not be detected, by id, with a description. ``equivalent`` are
    defects that no input is known to distinguish from the rule, and ``not_applicable`` those
    that show
    only with hyper-parameters that the subject lacks; ``known`` counts neither.
    """

    known: int = 0
    caught: int = 0
    missed: dict[str, str] = {}
    equivalent: int = 0
    not_applicable: int = 0


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
    pitfalls: PitfallCoverage = PitfallCoverage()
    mutants: MutantCoverage = MutantCoverage()
    floors: list[FloorRecord] = []


class Report(Record, frozen=True, kw_only=True):
    """The result of ``check``. Findings decide the verdict; advice and notes do not.

    ``findings`` are failed MUST laws, and with ``strict`` SHOULD laws too. ``advice`` are other
    failed SHOULD laws, and ``notes`` failed INFO laws, which are never a warning.

    ``diagnosis`` lists explanations of the findings, best first; ``residual`` describes the error
    if none explains all of it.

    If ``formula_conforms``, plain steps of one parameter are those of the rule, and the findings
    are about other events.

    If ``nondeterministic``, runs of the same scenario differ, and ``residual`` begins with how.

    ``rule_source`` says where the rule comes from; null for a rule of optimcore.
    ``formulation`` names the reduced-precision variant of the rule that the subject was compared
    with, if it needs one. ``untouched`` are arguments of the subject that were left at their
    defaults, because they are not known as hyper-parameters of the rule. ``unwritten`` are values
    for which the subject raises NotImplementedError; it was run with the other values only.
    ``crashes`` says which parameters make a step raise an exception, as advice.
    ``interrupted`` is the reason where the subject could not be run to the end of the check.
    ``compilations`` is the number of compilations by jax or torch.compile for the subject.
    ``assumptions`` says how a function is called, where that was found out by trials.
    ``output`` is what it printed while it was imported and probed in a process of its own.
    ``outside`` says which parameters the rule is not defined for, which results of it are not
    compared, and which parameter groups of the optimizer the adapter could not use.
    ``internal_error`` is the traceback of an error of the suite itself, after which the diagnosis
    and the certificate may be missing. ``calls`` is null if the adapter has no script template, and
    in reports of earlier versions. ``source`` is where the optimizer is defined; null if it has no
    source in Python, and in reports of earlier versions. ``checked_on`` is the date, in UTC.
    ``expected_failures`` are the laws that the user expects to
    fail; they change neither ``verdict`` nor ``findings``.
    """

    schema: str = CHECK_SCHEMA
    target: str
    rule: str
    rule_source: RuleSource | None = None
    verdict: Verdict
    findings: list[FindingRecord] = []
    advice: list[FindingRecord] = []
    notes: list[FindingRecord] = []
    diagnosis: list[DiagnosisRecord] = []
    residual: list[str] = []
    formula_conforms: bool = False
    nondeterministic: bool = False
    certificate: Certificate = Certificate()
    error: str | None = None
    interrupted: str = ""
    compilations: int = 0
    internal_error: str = ""
    outside: list[str] = []
    adapter: str | None = None
    formulation: str = ""
    names: dict[str, list[str]] = {}
    untouched: list[str] = []
    unwritten: list[str] = []
    crashes: list[str] = []
    calls: Calls | None = None
    assumptions: list[str] = []
    output: Output = Output()
    options: Options = Options()
    source: SourceRecord | None = None
    checked_on: str = ""
    expected_failures: list[CheckedExpectation] = []
    versions: dict[str, str] = {}

    def __str__(self) -> str:
        """Return the report as the command ``check`` prints it."""
        return str(_import_renderer("terminal.report").render_report(self)).rstrip()

    def __repr__(self) -> str:
        """Return the verdict and what is wrong in one line, as a failed assertion prints it."""
        return f"<Report: {_import_renderer('terminal.report').render_summary(self).plain.strip()}>"

    def to_markdown(self) -> str:
        """Return the report as Markdown that is short enough for a comment."""
        return str(_import_renderer("formats").render_as("markdown", self))

    def raise_if_broken(self) -> None:
        """Raise an exception if the run does not pass, with what a person wants to read.

        Expected failures pass, unless one of them is wrong: the law passes, does not apply, or no
        reason is given.

        Raises:
            LawBroken: A law failed, an expected failure is wrong, or nothing was decided.
            CannotRun: The optimizer could not be run.
            InternalError: The suite itself failed after the verdict.
        """
        __tracebackhide__ = True
        error = _import_renderer("failure_text").error_of(self)
        if error:
            raise error


def _import_renderer(name: str) -> Any:
    """Import a module of the renderers when it is used, because they are layers above records."""
    return import_module(f"conformance.rendering.{name}")
