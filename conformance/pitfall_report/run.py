"""``report``: inject every pitfall into optimcore and record which laws detect it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures import as_completed

import numpy as np
from pebble import ProcessPool

import optimcore
from properties.case_study.naive_test import naive_test_loss, naive_test_result
from properties.enclosures.evaluate import enclose
from properties.engine.detection import DetectionPower
from properties.engine.examiner import Examiner
from properties.engine.progress import Progress, Stages, ignore_progress
from properties.engine.reproduction import reproduce_finding
from properties.engine.results import Examination, Finding
from properties.generation.corpus import corpus
from properties.generation.extension import extend_scenario
from properties.laws import MUST, laws
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.own_rules import own_rules
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject, SubjectError

from ..operations.report_parts import collect_versions
from ..process_pool import open_process_pool
from ..recording.findings import record_finding
from ..records.check import FloorRecord
from ..records.pitfalls import (
    AnchorRecord,
    ClaimRecord,
    CleanRecord,
    Deviation,
    PitfallRecord,
    PitfallsRecord,
)
from .case_study import measure_claims, measure_training, training_losses
from .mutants import summarize_mutants
from .naive_test import measure_naive_test

# Random scenarios of the main family for each pitfall, and the timeout in seconds.
EXAMPLES = 10
PATIENCE = 300

# The seconds that the parts of the report take with two cores.
WEIGHTS = {"pitfalls": 100.0, "case study": 5.0}

# An optimizer that is certainly wrong: if it passes, the report is not valid.
CLIMBS = Edit("sgd.py", "return theta - h.lr * g, s", "return theta + h.lr * g, s")


Job = tuple[str, str]  # "pitfall" or "clean", and the name of the pitfall or rule


def run_report(
    progress: Progress = ignore_progress, processes: int | None = None
) -> PitfallsRecord:
    """Check every pitfall, every rule without a pitfall, and one certainly wrong optimizer.

    Args:
        progress: Called with the name of the current pitfall or claim and the fraction of the
            whole that is done.
        processes: Number of rules that are checked at a time; by default the number of cores.
    """
    names = [name for name in rules() if name not in own_rules()]
    batches = sorted(map(_rule_jobs, names), key=len, reverse=True)
    found: dict[Job, PitfallRecord | CleanRecord] = {}
    stages = Stages(progress, WEIGHTS)
    checking = stages.start("pitfalls")
    with open_process_pool(processes) as pool:
        # It takes longer than any batch, so it is started first.
        case_study = pool.schedule(_measure_case_study)
        forced = pool.schedule(detects_wrong_optimizer)
        for job, record in _run_batches(pool, batches):
            found[job] = record
            checking(job[1], len(found) / sum(map(len, batches)))
        stages.start("case study")("claims of the case study", 0.0)
        claims, anchor = case_study.result()
    stages.finish()
    return PitfallsRecord(
        pitfalls=[r for p in pitfalls() if isinstance(r := found["pitfall", p], PitfallRecord)],
        clean=[r for name in names if isinstance(r := found["clean", name], CleanRecord)],
        forced_failure=forced.result(),
        claims=claims,
        anchor=anchor,
        initial_loss=naive_test_loss(),
        laws=_describe_laws(found.values()),
        versions=collect_versions(),
    )


def _describe_laws(records: Iterable[PitfallRecord | CleanRecord]) -> dict[str, str]:
    failed = {law for record in records for law in record.laws}
    return {law.id: law.summary for law in laws().values() if law.id in failed}


def _measure_case_study() -> tuple[list[ClaimRecord], AnchorRecord]:
    return measure_claims(), measure_training()


def _rule_jobs(rule: str) -> list[Job]:
    """A rule with its pitfalls, for one process, which computes the enclosures of the corpus
    once."""
    return [("clean", rule), *(("pitfall", p.id) for p in pitfalls().values() if p.rule == rule)]


def _run_batches(
    pool: ProcessPool, batches: Sequence[list[Job]]
) -> Iterator[tuple[Job, PitfallRecord | CleanRecord]]:
    """Yield the record of each job; if a batch takes too long, its jobs are run one by one."""
    futures = {
        pool.schedule(_judge_batch, args=[batch], timeout=PATIENCE): batch for batch in batches
    }
    for future in as_completed(futures):
        batch = futures[future]
        try:
            yield from zip(batch, future.result(), strict=True)
        except TookTooLong:
            if len(batch) == 1:
                yield batch[0], _unfinished_record(batch[0])
            else:
                yield from _run_batches(pool, [[job] for job in batch])


def _judge_batch(batch: list[Job]) -> list[PitfallRecord | CleanRecord]:
    return [
        judge_pitfall(pitfalls()[name]) if kind == "pitfall" else check_clean_rule(name)
        for kind, name in batch
    ]


def judge_pitfall(pitfall: Pitfall) -> PitfallRecord:
    """Inject a pitfall, check it and measure its effect."""
    subject = pitfall.subject()
    examiner, seen = _examine_pitfall(pitfall, subject)
    telling = _smallest_finding(seen)
    best = examiner.shrink_finding(telling) if telling else None
    naive = measure_naive_test(pitfall)
    return PitfallRecord(
        id=pitfall.id,
        title=pitfall.title,
        rule=pitfall.rule,
        seed=pitfall.in_case_study,
        bug=pitfall.bug,
        caught=best is not None,
        laws=[f.law.id for f in seen.findings],
        diff=pitfall.diff(),
        explanation=pitfall.explanation,
        claim=pitfall.claim,
        measured=naive.describe(),
        quiet=naive.distance,
        final_loss=naive.loss,
        deviation=list(_extended_deviations(pitfall, subject, best.scenario)) if best else [],
        finding=record_finding(reproduce_finding(rules()[pitfall.rule], subject, best))
        if best
        else None,
        training=training_losses(pitfall.rule, pitfall.edits),
    )


def _examine_pitfall(pitfall: Pitfall, subject: Subject) -> tuple[Examiner, Examination]:
    """Check with the corpus, and with random scenarios if that detects nothing."""
    for examples in (0, EXAMPLES):
        examiner = Examiner(
            rules()[pitfall.rule], subject, examples=examples, shrink=False, exhaustive=False
        )
        seen = examiner.run()
        if seen.findings:
            break
    return examiner, seen


def _smallest_finding(result: Examination) -> Finding | None:
    """The finding with the smallest scenario; MUST laws come before SHOULD laws."""
    order = sorted(
        result.findings,
        key=lambda f: (f.law.requirement != MUST, f.scenario.steps * f.scenario.size),
    )
    return order[0] if order else None


def _extended_deviations(
    pitfall: Pitfall, subject: Subject, smallest: Scenario
) -> Iterator[Deviation]:
    scenario = extend_scenario(smallest)
    run = subject.run(scenario)
    if isinstance(run, SubjectError):
        return
    enclosure = enclose(rules()[pitfall.rule], scenario)
    for frame, mids, rads in zip(run.frames, enclosure.mid, enclosure.rad, strict=True):
        with np.errstate(all="ignore"):
            pairs = [(np.abs(x - m), r) for x, m, r in zip(frame, mids, rads, strict=True)]
        off = max((float(d.max()) for d, _ in pairs if d.size), default=0.0)
        rad = max((float(r.max()) for _, r in pairs if r.size), default=0.0)
        yield Deviation(
            off=off if np.isfinite(off) else None, radius=rad if np.isfinite(rad) else None
        )


def check_clean_rule(rule: str) -> CleanRecord:
    """Check a rule without a pitfall against itself, and count its one-edit defects."""
    seen = Examiner(rules()[rule], CoreSubject(rule), examples=EXAMPLES).run()
    return CleanRecord(
        rule=rule,
        clean=not seen.findings and seen.has_compared_with_rule,
        laws=[f.law.id for f in seen.findings],
        cases=seen.cases,
        decided=sum(t.decided for t in seen.tallies.values()),
        floors=_detection_limit_records(rule),
        mutants=summarize_mutants(rules()[rule], seen),
        final_loss=naive_test_loss(naive_test_result(rule, optimcore)),
    )


def _detection_limit_records(rule: str) -> list[FloorRecord]:
    sight = DetectionPower(rules()[rule], CoreSubject(rule).capabilities, [], corpus(rule))
    return [
        FloorRecord(hyper=f.hyper, dtype=f.dtype, epsilons=f.epsilons)
        for f in sight.detection_limits()
    ]


def detects_wrong_optimizer() -> bool:
    """Return whether an optimizer that is certainly wrong is detected."""
    subject = CoreSubject("sgd", build_variant([CLIMBS]))
    return bool(Examiner(rules()["sgd"], subject, examples=EXAMPLES, shrink=False).run().findings)


def _unfinished_record(job: Job) -> PitfallRecord | CleanRecord:
    kind, name = job
    if kind == "clean":
        return CleanRecord(rule=name, clean=False, laws=[], cases=0, decided=0)
    p = pitfalls()[name]
    return PitfallRecord(
        id=p.id, title=p.title, rule=p.rule, seed=p.in_case_study, bug=p.bug, caught=False, laws=[],
        diff=p.diff(), explanation=p.explanation, claim=p.claim,
        measured=f"The check did not finish within {PATIENCE} seconds.", quiet=None,
        deviation=[], finding=None,
    )  # fmt: skip
