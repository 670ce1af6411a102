"""``check``: is this optimizer what it claims to be?"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from properties.diagnosis import diagnose
from properties.examine import Examination, Examiner, Finding, explained
from properties.laws import MUST, SHOULD, Requirement
from properties.rules import Rule
from properties.scenario import HyperValue
from properties.sight import Sight
from properties.torch_bench import available
from properties.trajectory import Subject

from .certificates import certificate, finite
from .diagnoses import diagnosis_records
from .errors import CannotRun
from .frames import frames_of
from .literals import text_of
from .records import (
    Certificate,
    FindingRecord,
    Frame,
    Options,
    Report,
    Verdict,
)
from .smoke import find_subject
from .speech import rule_in
from .spelling import untouched
from .target import claimed_rule, resolve
from .wording import Wording

Progress = Callable[[str, float], None]


def silent(what: str, part: float) -> None:
    """Say nothing."""


def check(
    target: object,
    rule: str | None = None,
    *,
    examples: int = 100,
    seed: int = 0,
    adapter: str | None = None,
    map: Mapping[str, str] | None = None,
    hyper: Mapping[str, Any] | None = None,
    assume: Mapping[str, HyperValue] | None = None,
    without: Sequence[str] = (),
    dialects: Sequence[str] = (),
    progress: Progress = silent,
) -> Report:
    """Judge an optimizer by the rule it claims to follow.

    Args:
        target: ``module:attribute``, ``path/file.py:attribute``, a class, or a factory.
        rule: the name of the rule; read from the target's name where that is plain.
        examples: how many everyday scenarios are generated; other kinds have a share of it.
        seed: of the scenarios; the same seed and versions give the same answer.
        adapter: the name of the adapter, where the right one is not found by itself.
        map: ``{"ours": "theirs"}`` for hyper-parameters with names of their own.
        hyper: constructor arguments to pass as they are; ``group.NAME`` is an entry of each
            parameter group.
        assume: values of hyper-parameters that the target has built in, by this suite's names.
        without: abilities that it never promised, ``float64`` say: nothing of that is asked.
        dialects: the conventions that it documents, by id: it is judged as one that speaks them.
        progress: called with what is being done and which part of it is done.

    Returns:
        The report. Its verdict is ``errored`` if the subject could not be run.

    Raises:
        WrongUse: the call makes no sense: no such file, attribute, rule, dialect, adapter,
            ability or argument.
    """
    wording = Wording(map or {}, hyper or {}, assume or {}, without, adapter)
    options = Options(
        adapter=adapter,
        map=dict(wording.mapped),
        hyper={name: text_of(value) for name, value in wording.fixed.items()},
        assume={name: text_of(value) for name, value in wording.assumed.items()},
        without=list(without),
        dialects=list(dialects),
        examples=examples,
        seed=seed,
    )
    text = target if isinstance(target, str) else resolve(target).text
    name = rule or ""
    try:
        found = resolve(target)
        name = claimed_rule(found, rule)
        subject, claimed = find_subject(found, rule_in(name, dialects), wording)
    except CannotRun as error:
        return Report(
            target=text,
            rule=name,
            verdict="errored",
            error=str(error),
            options=options,
            versions=versions(),
        )
    examiner = Examiner(
        claimed, subject, examples=examples, seed=seed, oracle=available(), progress=progress
    )
    seen = examiner.run()
    diagnosis = diagnose(claimed, subject, seen, progress)
    return Report(
        target=text,
        rule=name,
        verdict=verdict(seen),
        findings=_told(seen, MUST, claimed, subject),
        advice=_told(seen, SHOULD, claimed, subject),
        diagnosis=diagnosis_records(diagnosis),
        residual=list(diagnosis.residual),
        certificate=_certified(seen, claimed, subject, progress),
        adapter=subject.adapter.name,
        formulation=claimed.formulation,
        names={ours: list(theirs) for ours, theirs in subject.names.spelled.items()},
        untouched=untouched(found.thing, subject.names),
        unwritten=list(subject.abilities.unwritten),
        options=options,
        versions=versions(),
    )


def verdict(seen: Examination) -> Verdict:
    """Only a broken MUST diverges; a run that decided nothing conforms to nothing."""
    if any(f.law.requirement == MUST for f in seen.findings):
        return "diverges"
    agreement = seen.tallies.get("agreement")
    return "conforms" if agreement and agreement.decided else "undecided"


def _told(
    seen: Examination, requirement: Requirement, rule: Rule, subject: Subject
) -> list[FindingRecord]:
    """The findings of that weight, each defect once, what explains most first."""
    found = [e for e in explained(seen.findings) if e.requirement == requirement]
    return [
        finding_record(e.finding, e.also, frames_of(rule, subject, e.finding.scenario))
        for e in found
    ]


def versions() -> dict[str, str]:
    """Versions of what the answer depends on."""
    found = {"python": platform.python_version()}
    for package in ("optimcore", "numpy", "hypothesis", "python-flint", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _certified(seen: Examination, rule: Rule, subject: Subject, progress: Progress) -> Certificate:
    progress("planting known pitfalls", 0.0)
    laws = [tally.law for tally in seen.tallies.values()]
    return certificate(seen, Sight(rule, subject.abilities, laws, seen.scenarios))


def finding_record(
    finding: Finding, also: Sequence[str] = (), frames: Sequence[Frame] = ()
) -> FindingRecord:
    """A finding as a record, with the other laws that its scenario breaks."""
    return FindingRecord(
        law=finding.law.id,
        also=list(also),
        message=finding.evidence.message,
        ratio=finite(finding.evidence.ratio),
        scenario=finding.scenario,
        frames=list(frames),
    )
