"""``check``: test whether an optimizer implements a rule."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from properties.diagnosis import LayeredDiagnosis, diagnose_layers
from properties.engine.attribution import AttributedFinding
from properties.engine.detection import DetectionPower
from properties.engine.examiner import Examiner
from properties.engine.mutant_detection import detect_mutants
from properties.engine.reproduction import reproduce_findings
from properties.engine.results import Examination
from properties.laws import MUST, SHOULD
from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue
from properties.subjects.torch_driver import is_torch_available

from ..errors import CannotRun
from ..recording.certificate import make_certificate
from ..recording.diagnosis import diagnosis_records
from ..recording.findings import finding_records
from ..records.base import Options, Verdict
from ..records.check import Certificate, Report
from ..targets.options import SubjectOptions, choose_options, record_options
from ..targets.resolve import attribute_of
from ..targets.rule_name import infer_rule, resolve_rule_name
from ..worker import Isolation, OpenedSubject, open_target
from .guard import Guard

Progress = Callable[[str, float], None]


def ignore_progress(what: str, part: float) -> None:
    """Ignore the progress."""


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
        progress: Called with the name of the current stage and the fraction of it that is done.

    Returns:
        The report. Its verdict is ``errored`` if the subject could not be run.

    Raises:
        WrongUse: The call is invalid: unknown file, attribute, rule, dialect, adapter, capability
            or argument; or options and arguments that it replaces.
    """
    arguments = SubjectOptions(map or {}, hyper or {}, assume or {}, without, adapter, state)
    options = choose_options(options, arguments, "adapter, map, hyper, assume, without or state")
    record = record_options(options, dialects, examples, seed)
    settings = Settings(examples, seed, exhaustive, progress)
    # The oracle needs torch, so that importing it before a worker is forked costs nothing.
    with open_target(target, isolation, with_torch=True) as opened:
        try:
            subject, claimed = opened.open(rule, dialects, options)
        except CannotRun as error:
            name = resolve_rule_name(rule) if rule else infer_rule(attribute_of(opened.text)) or ""
            return _errored_report(opened.text, name, str(error), record)
        return _check_subject(subject, claimed, record, settings)


@dataclass(frozen=True)
class Settings:
    """How much is checked, and how the progress is shown."""

    examples: int
    seed: int
    exhaustive: bool
    progress: Progress


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
    subject: OpenedSubject, claimed: Rule, record: Options, settings: Settings
) -> Report:
    progress = settings.progress
    examination = Examiner(
        claimed,
        subject,
        examples=settings.examples,
        seed=settings.seed,
        oracle=is_torch_available(),
        exhaustive=settings.exhaustive,
        progress=progress,
    ).run()
    verdict = decide_verdict(examination)
    if examination.interrupted and verdict != "diverges":
        reason = examination.interrupted.rstrip(".")
        error = f"{subject.name} could not be run to the end, so there is no verdict: {reason}."
        return _errored_report(subject.name, claimed.name, error, record)
    guard = Guard()
    found = tuple(AttributedFinding(finding, claimed) for finding in examination.findings)
    diagnosis = guard.run(
        lambda: diagnose_layers(claimed, subject, examination, progress),
        LayeredDiagnosis(findings=found),
    )
    progress("injecting known pitfalls", 0.0)
    certificate = guard.run(
        lambda: _certify(claimed, subject, examination), make_certificate(examination, {}, [])
    )
    reproduced = reproduce_findings(subject, diagnosis.findings)
    return Report(
        target=subject.name,
        rule=claimed.name,
        verdict=verdict,
        findings=finding_records(reproduced, MUST),
        advice=finding_records(reproduced, SHOULD),
        diagnosis=diagnosis_records(diagnosis),
        residual=list(diagnosis.residual),
        nondeterministic=diagnosis.is_random,
        certificate=certificate,
        interrupted=examination.interrupted,
        internal_error=guard.error,
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


def _list_outside(rule: Rule) -> list[str]:
    """Say which parameters the rule is not defined for."""
    if rule.dimensions is None:
        return []
    return [
        f"parameters with more or fewer axes than {rule.dimensions}, such as biases and convolution "
        f"kernels: {rule.title} is not defined for them here"
    ]


def _certify(claimed: Rule, subject: OpenedSubject, examination: Examination) -> Certificate:
    power = DetectionPower.of_examination(claimed, subject.capabilities, examination)
    caught, limits = power.detect_pitfalls(), power.detection_limits()
    detected = detect_mutants(claimed, subject.capabilities, examination)
    return make_certificate(examination, caught, limits, detected)


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
