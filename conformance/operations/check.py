"""``check``: test whether an optimizer implements a rule."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from properties.diagnosis import LayeredDiagnosis, diagnose_layers
from properties.engine.attribution import AttributedFinding
from properties.engine.examiner import Examiner
from properties.engine.progress import Progress, Stages, ignore_progress
from properties.engine.reproduction import reproduce_findings
from properties.engine.results import Examination
from properties.engine.subject_judge import SubjectJudge
from properties.laws import MUST, SHOULD
from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue

from ..errors import CannotRun
from ..recording.certificate import make_certificate
from ..recording.diagnosis import diagnosis_records
from ..recording.findings import finding_records
from ..records.base import DiagnosisRecord, FindingRecord, Options, Verdict
from ..records.check import Report
from ..targets.options import SubjectOptions, choose_options, record_options
from ..targets.resolve import attribute_of
from ..targets.rule_name import infer_rule, resolve_rule_name
from ..worker import Isolation, OpenedSubject, open_target
from .detection_jobs import start_detection
from .expected_failures import ExpectedFailures, conclude, read_expected_failures
from .guard import Guard
from .parallel import import_oracle, open_executor

# The seconds that the stages of a check take, if there are findings.
WEIGHTS = {"opening": 2.0, "examination": 3.0, "shrinking": 1.2, "diagnosis": 0.3, "detection": 0.4}


def check(
    target: object,
    rule: str | None = None,
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
    exhaustive: bool = False,
    isolation: Isolation | None = None,
    jobs: int = 1,
    strict: bool = False,
    expected_failures: ExpectedFailures = (),
    progress: Progress = ignore_progress,
) -> Report:
    """Check that an optimizer implements a rule.

    Args:
        target: ``module:attribute``, ``path/file.py:attribute``, a class, or a factory function.
        rule: Name of the rule. By default it is inferred from the name of the target.
        examples: Number of random scenarios of the main family; the other families get a fixed
            share of it.
        seed: Random seed. The same seed and versions give the same report.
        options: Options that describe the target, in place of the arguments adapter, map, hyper,
            assume, without and state.
        adapter: Name of the adapter. Detected by default.
        map: ``{"suite's name": "subject's name"}`` of hyper-parameters with uncommon names.
        hyper: Constructor arguments that are passed unchanged; ``group.NAME`` sets an entry of
            each parameter group.
        assume: Values of hard-coded hyper-parameters, by the suite's names.
        without: Capabilities that the subject does not support, such as ``float64``; laws that
            need them are skipped.
        dialects: Ids of the dialects that the subject documents; they are applied to the rule.
        state: The arguments of a step function that are its state, separated by commas.
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

    Returns:
        The report. Its verdict is ``errored`` if the subject could not be run.

    Raises:
        WrongUse: The call is invalid: unknown file, attribute, rule, dialect, adapter, capability
            or argument; or options and arguments that it replaces.
    """
    arguments = SubjectOptions(map or {}, hyper or {}, assume or {}, without, adapter, state)
    options = choose_options(options, arguments, "adapter, map, hyper, assume, without or state")
    record = record_options(options, dialects, examples, seed)
    stages = Stages(progress, WEIGHTS)
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
            report = _errored_report(opened.text, name, str(error), record)
            return conclude(report, strict, expected)
        opening(activity, 1.0)
        report = _check_subject(subject, claimed, record, settings, stages)
    stages.finish()
    return conclude(report, strict, expected)


@dataclass(frozen=True)
class Settings:
    """How much is checked, and by how many processes."""

    examples: int
    seed: int
    exhaustive: bool
    jobs: int


def _errored_report(target: str, rule: str, error: str, record: Options) -> Report:
    return Report(
        target=target,
        rule=rule,
        verdict="errored",
        error=error,
        options=record,
        versions=collect_versions(),
    )


def _check_subject(
    subject: OpenedSubject, claimed: Rule, record: Options, settings: Settings, stages: Stages
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
        )
        examination = examiner.examine()
        guard = Guard()
        detection = guard.run(lambda: start_detection(executor, examination), None)
        stages.expect("shrinking", WEIGHTS["shrinking"] * bool(examination.findings))
        stages.expect("diagnosis", WEIGHTS["diagnosis"] * bool(examination.findings))
        examiner.shrink_all(stages.start("shrinking"))
        verdict = decide_verdict(examination)
        if examination.interrupted and verdict != "diverges":
            reason = examination.interrupted.rstrip(".")
            error = f"{subject.name} could not be run to the end, so there is no verdict: {reason}."
            return _errored_report(subject.name, claimed.name, error, record)
        stages.start("diagnosis")("diagnosing the findings", 0.0)
        explained = executor.submit(_explain, examination).result()
        detecting = stages.start("detection")
        certificate = guard.run(
            lambda: make_certificate(
                examination, *(detection.result(detecting) if detection else ({}, []))
            ),
            make_certificate(examination, {}, []),
        )
        return Report(
            target=subject.name,
            rule=claimed.name,
            verdict=verdict,
            findings=explained.findings,
            advice=explained.advice,
            diagnosis=explained.diagnosis,
            residual=explained.residual,
            nondeterministic=explained.is_random,
            certificate=certificate,
            interrupted=examination.interrupted,
            internal_error=explained.error or guard.error,
            outside=_list_outside(claimed),
            compilations=subject.compilations,
            adapter=subject.adapter_name,
            formulation=claimed.rounding_variant,
            names={ours: list(theirs) for ours, theirs in subject.names.mapped.items()},
            untouched=list(subject.untouched),
            unwritten=list(subject.capabilities.unwritten),
            calls=subject.calls,
            assumptions=list(subject.assumptions),
            options=record,
            versions=collect_versions(),
        )


@dataclass(frozen=True)
class _Explained:
    """The records of the findings, the advice and the diagnosis."""

    findings: list[FindingRecord]
    advice: list[FindingRecord]
    diagnosis: list[DiagnosisRecord]
    residual: list[str]
    is_random: bool
    error: str


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
        named,
        list(diagnosis.residual),
        diagnosis.is_random,
        guard.error,
    )


def _list_outside(rule: Rule) -> list[str]:
    """Say which parameters the rule is not defined for."""
    if rule.dimensions is None:
        return []
    return [
        f"parameters with more or fewer axes than {rule.dimensions}, such as biases and "
        f"convolution kernels: {rule.title} is not defined for them here"
    ]


def decide_verdict(result: Examination) -> Verdict:
    """``diverges`` if a MUST law failed, ``undecided`` if nothing was compared with the rule."""
    if any(f.law.requirement == MUST for f in result.findings):
        return "diverges"
    return "conforms" if result.has_compared_with_rule else "undecided"


def collect_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that the report depends on."""
    found = {"python": platform.python_version()}
    for package in ("optimcore", "numpy", "hypothesis", "python-flint", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
