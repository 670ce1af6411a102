"""``check``: test whether an optimizer implements a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from properties.diagnosis import SHARED_BY_INSTANCES, LayeredDiagnosis, diagnose_layers
from properties.engine.attribution import AttributedFinding
from properties.engine.examiner import Examiner
from properties.engine.executor import Executor
from properties.engine.progress import Progress, Stages, ignore_progress
from properties.engine.reproduction import reproduce_findings
from properties.engine.results import Examination
from properties.engine.subject_judge import SubjectJudge
from properties.laws import INFO, MUST, SHOULD
from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue

from ..errors import CannotRun
from ..recording.certificate import make_certificate
from ..recording.diagnosis import diagnosis_records
from ..recording.findings import finding_records
from ..records.base import DiagnosisRecord, FindingRecord, Options, Verdict
from ..records.check import Report
from ..subjects.crashes import describe_crashes_in_new_processes
from ..targets.options import SubjectOptions, choose_options, record_options
from ..targets.own_rule import RuleGiven
from ..targets.resolve import attribute_of
from ..targets.rule_name import infer_rule, resolve_rule_name
from ..worker import Isolation, OpenedSubject, open_target
from .detection_jobs import start_detection
from .expected_failures import ExpectedFailures, conclude, read_expected_failures
from .guard import Guard
from .interruption import keep_results, partial_report
from .own_rule import SECONDS, is_prepared, prepare_rule
from .parallel import import_oracle, open_executor
from .report_parts import describe_subject, errored_report
from .stream import CheckStream, make_header

# The seconds that the stages of a check take, if there are findings.
WEIGHTS = {
    "preparation": 0.0, "opening": 2.0, "examination": 3.0, "shrinking": 1.2, "diagnosis": 0.3,
    "detection": 0.4,
}  # fmt: skip


def check(
    target: object,
    rule: RuleGiven | None = None,
    *,
    examples: int = 100,
    seed: int = 0,
    options: SubjectOptions | None = None,
    adapter: str | None = None,
    map: Mapping[str, str] | None = None,
    hyper: Mapping[str, Any] | None = None,
    assume: Mapping[str, HyperValue] | None = None,
    without: Sequence[str] = (),
    dialects: Sequence[str] = (),
    state: str = "",
    parameter: str = "",
    exhaustive: bool = False,
    isolation: Isolation | None = None,
    jobs: int = 1,
    strict: bool = False,
    expected_failures: ExpectedFailures = (),
    progress: Progress = ignore_progress,
    stream: CheckStream | None = None,
) -> Report:
    """Check that an optimizer implements a rule.

    Args:
        target: ``module:attribute``, ``path/file.py:attribute``, a class, or a factory function.
        rule: Name of the rule; or a rule of your own, as ``path/file.py:MyRule``,
            ``package.module:MyRule`` or a class. By default it is inferred from the name of the
            target.
        examples: Number of random scenarios of the main family; the other families get a fixed
            share of it.
        seed: Random seed. The same seed and versions give the same report.
        options: Options that describe the target, in place of the arguments adapter, map, hyper,
            assume, without, state and parameter.
        adapter: Name of the adapter. Detected by default.
        map: ``{"suite's name": "subject's name"}`` of hyper-parameters with uncommon names.
        hyper: Constructor arguments that are passed unchanged; ``group.NAME`` sets an entry of
            each parameter group.
        assume: Values of hard-coded hyper-parameters, by the suite's names.
        without: Capabilities that the subject does not support, such as ``float64``; laws that
            need them are skipped.
        dialects: Ids of the dialects that the subject documents; they are applied to the rule.
        state: The arguments of a step function that are its state, separated by commas.
        parameter: The class of the parameters, as ``module:Class`` or ``path/file.py:Class``, if it
            is not found in the package of the optimizer.
        exhaustive: Whether to draw all scenarios although the subject disagrees with the rule.
        isolation: How the optimizer is run: by default in a worker process, if the target is given
            as text, and in this process if it is an object.
        jobs: Number of processes that run and judge the optimizer at a time. It does not change the
            report. An optimizer that runs in this process, or is an external program, is judged by
            one.
        strict: Whether SHOULD laws decide the verdict too.
        expected_failures: Laws that fail for a known reason: ``{"law": "reason"}``, a sequence of
            ``{"law": …, "reason": …, "link": …, "strict": …}``, or the path of a TOML file with
            tables ``[[expected-failures]]``. They do not change the verdict;
            ``Report.raise_if_broken`` accepts them.
        progress: Called with the name of the current stage and the fraction of the whole check
            that is done, which never decreases.
        stream: Where results are written as they come, and those of an earlier run to go on from.

    Returns:
        The report. Its verdict is ``errored`` if the subject could not be run.

    Raises:
        WrongUse: The call is invalid: unknown file, attribute, rule, dialect, adapter, capability
            or argument; or options and arguments that it replaces.
    """
    arguments = SubjectOptions(
        map or {}, hyper or {}, assume or {}, without, adapter, state, parameter
    )
    options = choose_options(
        options, arguments, "adapter, map, hyper, assume, without, state or parameter"
    )
    record = record_options(options, dialects, examples, seed)
    stages = Stages(progress, WEIGHTS)
    rule = rule if rule is None else _prepare_rule(rule, stages)
    settings = Settings(examples, seed, exhaustive, jobs)
    expected = read_expected_failures(expected_failures)
    opening, activity = stages.start("opening"), "importing and probing the optimizer"
    opening(activity, 0.0)
    # The oracle needs torch, so that importing it before a worker is forked costs nothing.
    with open_target(target, isolation, with_torch=True) as opened:
        try:
            subject, claimed = opened.open(rule, dialects, options)
        except CannotRun as error:
            name = resolve_rule_name(rule) if rule else infer_rule(attribute_of(opened.text)) or ""
            report = errored_report(opened.text, name, str(error), replace(record, strict=strict))
            report = conclude(report, strict, expected)
            if stream:
                stream.write_unopened(report, exhaustive)
            return report
        opening(activity, 1.0)
        stream = stream or CheckStream()
        known = stream.begin(
            make_header(subject, claimed, replace(record, strict=strict), exhaustive)
        )
        report = known or _check_subject(subject, claimed, record, settings, stages, stream)
        report = conclude(report, strict, expected)
        stream.finish(report)
    stages.finish()
    return report


def _prepare_rule(rule: RuleGiven, stages: Stages) -> str:
    name = resolve_rule_name(rule)
    if not is_prepared(name):
        stages.expect("preparation", SECONDS)
    return prepare_rule(name, stages.start("preparation"))


@dataclass(frozen=True)
class Settings:
    """How much is checked, and by how many processes."""

    examples: int
    seed: int
    exhaustive: bool
    jobs: int


def _check_subject(
    subject: OpenedSubject,
    claimed: Rule,
    record: Options,
    settings: Settings,
    stages: Stages,
    stream: CheckStream,
) -> Report:
    oracle = import_oracle(claimed.name)
    judge = SubjectJudge(claimed, subject, settings.seed, settings.exhaustive)
    with open_executor(judge, settings.jobs) as executor:
        examiner = Examiner(
            claimed,
            subject,
            examples=settings.examples,
            seed=settings.seed,
            oracle=oracle,
            exhaustive=settings.exhaustive,
            progress=stages.start("examination"),
            executor=executor,
            journal=stream,
        )
        with keep_results(
            lambda reason, trace: partial_report(
                describe_subject(subject, claimed, record), claimed, examiner.result, reason, trace
            )
        ):
            results = _examine(examiner, executor, stages, stream)
        if isinstance(results, str):
            return errored_report(subject.name, claimed.name, results, record)
        return replace(describe_subject(subject, claimed, record), **results)


def _examine(
    examiner: Examiner, executor: Executor, stages: Stages, stream: CheckStream
) -> dict[str, Any] | str:
    """Return the fields of the report that hold results, or why there is no verdict."""
    examination = examiner.examine()
    stream.write_laws(examination)
    guard = Guard()
    detection = guard.run(lambda: start_detection(executor, examination), None)
    stages.expect("shrinking", WEIGHTS["shrinking"] * bool(examination.findings))
    stages.expect("diagnosis", WEIGHTS["diagnosis"] * bool(examination.findings))
    examiner.shrink_all(stages.start("shrinking"))
    verdict = decide_verdict(examination)
    if examination.interrupted and verdict != "diverges":
        reason = examination.interrupted.rstrip(".")
        name = examiner.subject.name
        return f"{name} could not be run to the end, so there is no verdict: {reason}."
    stages.start("diagnosis")("diagnosing the findings", 0.0)
    explained = executor.submit(_explain, examination).result()
    detecting = stages.start("detection")
    certificate = guard.run(
        lambda: make_certificate(
            examination,
            *(detection.result(detecting) if detection else ({}, [])),
            named={one.id for one in explained.diagnosis},
        ),
        make_certificate(examination, {}, []),
    )
    return {
        "verdict": verdict,
        "findings": explained.findings,
        "advice": explained.advice,
        "notes": explained.notes,
        "diagnosis": explained.diagnosis,
        "residual": explained.residual,
        "formula_conforms": verdict == "conforms" or explained.is_formula_right,
        "nondeterministic": explained.is_random,
        **({} if explained.crashes is None else {"crashes": explained.crashes}),
        "certificate": certificate,
        "interrupted": examination.interrupted,
        "internal_error": explained.error or guard.error,
    }


@dataclass(frozen=True)
class _Explained:
    """The records of the findings, the advice, the notes and the diagnosis."""

    findings: list[FindingRecord]
    advice: list[FindingRecord]
    notes: list[FindingRecord]
    diagnosis: list[DiagnosisRecord]
    residual: list[str]
    is_random: bool
    is_formula_right: bool
    error: str
    crashes: list[str] | None = None


def _explain(judge: SubjectJudge, examination: Examination) -> _Explained:
    guard = Guard()
    found = tuple(AttributedFinding(finding, judge.rule) for finding in examination.findings)
    diagnosis = guard.run(
        lambda: diagnose_layers(judge.rule, judge.subject, examination),
        LayeredDiagnosis(findings=found),
    )
    named: list[DiagnosisRecord] = guard.run(lambda: diagnosis_records(diagnosis), [])
    reproduced = reproduce_findings(judge.subject, diagnosis.findings)
    return _Explained(
        finding_records(reproduced, MUST),
        finding_records(reproduced, SHOULD),
        finding_records(reproduced, INFO),
        named,
        list(diagnosis.residual),
        diagnosis.is_random,
        diagnosis.is_formula_right,
        guard.error,
        guard.run(lambda: _describe_crashes(judge, diagnosis), None),
    )


def _describe_crashes(judge: SubjectJudge, diagnosis: LayeredDiagnosis) -> list[str] | None:
    """Return what crashes without earlier runs, if these affect later ones; else None."""
    if not any(one.candidate.id in SHARED_BY_INSTANCES for one in diagnosis.explanations):
        return None
    return describe_crashes_in_new_processes(judge.subject, judge.rule)


def decide_verdict(result: Examination) -> Verdict:
    """``diverges`` if a MUST law failed, ``undecided`` if nothing was compared with the rule."""
    if any(f.law.requirement == MUST for f in result.findings):
        return "diverges"
    return "conforms" if result.has_compared_with_rule else "undecided"
