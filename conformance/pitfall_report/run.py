"""``report``: inject every pitfall into optimcore and record which laws detect it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as TookTooLong
from functools import cache

import numpy as np
from pebble import ProcessPool

import optimcore
from properties.case_study.naive_test import TOLERANCE, quiet_result
from properties.enclosures.evaluate import enclose
from properties.engine.detection import Sight
from properties.engine.examiner import Examiner
from properties.engine.results import Examination, Finding
from properties.generation.corpus import corpus
from properties.generation.extension import stretched
from properties.laws import MUST
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.patched_package import plant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Floats, Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Raised, Subject

from ..operations.check import Progress, silent, versions
from ..process_pool import one_on_each_core
from ..recording.findings import finding_record
from ..records.check import FloorRecord
from ..records.pitfalls import CleanRecord, Deviation, PitfallRecord, PitfallsRecord
from .case_study import anchor_record, claim_records, losses_with

# Random scenarios of the main family for each pitfall, and the timeout in seconds.
EXAMPLES = 10
PATIENCE = 300

# An optimizer that is certainly wrong: if it passes, the report is not valid.
CLIMBS = Edit("sgd.py", "return theta - h.lr * g, s", "return theta + h.lr * g, s")


Job = tuple[str, str]  # "pitfall" or "clean", and the name of the pitfall or rule


def run_report(progress: Progress = silent) -> PitfallsRecord:
    """Check every pitfall, every rule without a pitfall, and one certainly wrong optimizer."""
    batches = sorted((_of_rule(rule) for rule in rules()), key=len, reverse=True)
    found: dict[Job, PitfallRecord | CleanRecord] = {}
    with one_on_each_core() as pool:
        for job, record in _results(pool, batches):
            found[job] = record
            progress(job[1], len(found) / sum(map(len, batches)))
    return PitfallsRecord(
        pitfalls=[r for p in pitfalls() if isinstance(r := found["pitfall", p], PitfallRecord)],
        clean=[r for name in rules() if isinstance(r := found["clean", name], CleanRecord)],
        forced_failure=_forced_failure(),
        claims=claim_records(progress),
        anchor=anchor_record(),
        versions=versions(),
    )


def _of_rule(rule: str) -> list[Job]:
    """A rule with its pitfalls: one process judges them all, so it encloses the corpus once."""
    return [("clean", rule), *(("pitfall", p.id) for p in pitfalls().values() if p.rule == rule)]


def _results(
    pool: ProcessPool, batches: Sequence[list[Job]]
) -> Iterator[tuple[Job, PitfallRecord | CleanRecord]]:
    """What each job gives; if a batch takes too long, its jobs are run one by one."""
    futures = [pool.schedule(_work, args=[batch], timeout=PATIENCE) for batch in batches]
    for batch, future in zip(batches, futures, strict=True):
        try:
            yield from zip(batch, future.result(), strict=True)
        except TookTooLong:
            if len(batch) == 1:
                yield batch[0], _not_finished(batch[0])
            else:
                yield from _results(pool, [[job] for job in batch])


def _work(batch: list[Job]) -> list[PitfallRecord | CleanRecord]:
    return [
        judged_pitfall(pitfalls()[name]) if kind == "pitfall" else _clean(name)
        for kind, name in batch
    ]


def judged_pitfall(pitfall: Pitfall) -> PitfallRecord:
    """Inject a pitfall, check it and measure its effect."""
    subject = pitfall.subject()
    examiner, seen = _examined(pitfall, subject)
    telling = _telling(seen)
    best = examiner.shrunk(telling) if telling else None
    quiet = _quiet(pitfall)
    return PitfallRecord(
        id=pitfall.id,
        title=pitfall.title,
        rule=pitfall.rule,
        seed=pitfall.seed,
        bug=pitfall.bug,
        caught=best is not None,
        laws=[f.law.id for f in seen.findings],
        diff=pitfall.diff(),
        explanation=pitfall.explanation,
        claim=pitfall.claim,
        measured=_measured(quiet),
        quiet=quiet if quiet is not None and np.isfinite(quiet) else None,
        deviation=list(_deviations(pitfall, subject, best.scenario)) if best else [],
        finding=finding_record(rules()[pitfall.rule], subject, best) if best else None,
        training=losses_with(pitfall.rule, pitfall.edits),
    )


def _examined(pitfall: Pitfall, subject: Subject) -> tuple[Examiner, Examination]:
    """Check with the corpus, and with random scenarios if that detects nothing."""
    for examples in (0, EXAMPLES):
        examiner = Examiner(
            rules()[pitfall.rule], subject, examples=examples, shrink=False, exhaustive=False
        )
        seen = examiner.run()
        if seen.findings:
            break
    return examiner, seen


def _telling(seen: Examination) -> Finding | None:
    """The finding with the smallest scenario; MUST laws come before SHOULD laws."""
    order = sorted(
        seen.findings,
        key=lambda f: (f.law.requirement != MUST, f.scenario.steps * f.scenario.size),
    )
    return order[0] if order else None


def _quiet(pitfall: Pitfall) -> float | None:
    """How far the pitfall moves the result of the convergence test; None if it raised."""
    clean = _quiet_without(pitfall.rule)
    try:
        wrong = quiet_result(pitfall.rule, plant(pitfall.edits))
    except Exception:
        return None
    distance = float(np.max(np.abs(wrong - clean)))
    return distance if np.isfinite(distance) else float("inf")


@cache
def _quiet_without(rule: str) -> Floats:
    """Return the result of the convergence test of a rule without any pitfall."""
    return quiet_result(rule, optimcore)


def _measured(quiet: float | None) -> str:
    if quiet is None:
        return "The convergence test raises an exception."
    saw = "detects it" if quiet > TOLERANCE else "does not detect it"
    size = "not a number" if not np.isfinite(quiet) else f"{quiet:.1e}"
    return f"The convergence test {saw}: the error after 100 steps is {size}, tolerance 1e-5."


def _deviations(pitfall: Pitfall, subject: Subject, smallest: Scenario) -> Iterator[Deviation]:
    scenario = stretched(smallest)
    run = subject.run(scenario)
    if isinstance(run, Raised):
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


def _clean(rule: str) -> CleanRecord:
    seen = Examiner(rules()[rule], CoreSubject(rule), examples=EXAMPLES).run()
    tally = seen.tallies["agreement"]
    return CleanRecord(
        rule=rule,
        clean=not seen.findings and tally.decided > 0,
        laws=[f.law.id for f in seen.findings],
        cases=seen.cases,
        decided=sum(t.decided for t in seen.tallies.values()),
        floors=_floors(rule),
    )


def _floors(rule: str) -> list[FloorRecord]:
    sight = Sight(rules()[rule], CoreSubject(rule).abilities, [], corpus(rule))
    return [FloorRecord(hyper=f.hyper, dtype=f.dtype, epsilons=f.epsilons) for f in sight.floors()]


def _forced_failure() -> bool:
    """Whether an optimizer that is certainly wrong is detected."""
    subject = CoreSubject("sgd", plant([CLIMBS]))
    return bool(Examiner(rules()["sgd"], subject, examples=EXAMPLES, shrink=False).run().findings)


def _not_finished(job: Job) -> PitfallRecord | CleanRecord:
    kind, name = job
    if kind == "clean":
        return CleanRecord(rule=name, clean=False, laws=[], cases=0, decided=0)
    p = pitfalls()[name]
    return PitfallRecord(
        id=p.id, title=p.title, rule=p.rule, seed=p.seed, bug=p.bug, caught=False, laws=[],
        diff=p.diff(), explanation=p.explanation, claim=p.claim,
        measured=f"The check did not finish within {PATIENCE} seconds.", quiet=None,
        deviation=[], finding=None,
    )  # fmt: skip
