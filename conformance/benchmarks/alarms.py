"""Look for false alarms: the largest errors of torch's optimizers in random scenarios."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from properties.comparison.evidence import THRESHOLD, Evidence, combine_evidence
from properties.engine.progress import Progress, ignore_progress
from properties.generation.families import small_scenarios
from properties.generation.sampling import find_scenario
from properties.laws import Trial, laws
from properties.rules.profiles import profiles
from properties.rules.registry import rules
from properties.scenarios.model import Scenario

from ..errors import CannotRun, WrongUse
from ..process_pool import open_process_pool
from ..subjects.selection import find_subject
from ..targets.options import SubjectOptions
from ..targets.resolve import resolve

# Rules that torch computes in reduced precision are compared with their reduced-precision variant.
OF_TORCH = {
    name: profile.torch_class for name, profile in profiles().items() if profile.torch_class
}

# Scenarios of one task of a process.
PORTION_SIZE = 500


@dataclass(frozen=True)
class EvidencePortion:
    """The evidence of some scenarios."""

    scenarios: int
    evidence: Evidence


@dataclass(frozen=True)
class AlarmRow:
    """The evidence of all scenarios of one rule on one path; ``alarm`` if a ratio is too large."""

    rule: str
    path: str
    scenarios: int
    decided: int
    undecided: int
    ratio: float
    alarm: str


def run_portion(name: str, path: str, seed: int, count: int) -> EvidencePortion | None:
    """Run scenarios of one seed on one path of torch's optimizer; None if it has no such path."""
    target = resolve(f"torch.optim:{OF_TORCH[name]}")
    try:
        subject, rule = find_subject(
            target, rules()[name], SubjectOptions(fixed=_path_arguments(target.thing, path))
        )
    except (CannotRun, WrongUse):
        return None
    judges = [law for law in laws().values() if law.compares_with_rule]
    seen: list[Evidence] = []

    def look(scenario: Scenario) -> bool:
        trial = Trial(rule, subject, scenario)
        judged = [law.judge(trial) for law in judges]
        seen.append(combine_evidence([evidence for evidence in judged if evidence]))
        return False

    find_scenario(small_scenarios(rule, subject.capabilities), look, count, seed)
    return EvidencePortion(len(seen), combine_evidence(seen))


def _path_arguments(kind: Any, path: str) -> dict[str, bool]:
    """Return the arguments that select a path; the loop is the only path of some optimizers."""
    if path != "loop":
        return {path: True}
    return {"foreach": False} if "foreach" in inspect.signature(kind).parameters else {}


def measure_alarms(
    jobs: Sequence[tuple[str, str]], scenarios: int, progress: Progress = ignore_progress
) -> Iterator[AlarmRow]:
    """Yield a row for each rule and path; scenarios are distributed over all cores."""
    with open_process_pool() as pool:
        futures = {
            job: [
                pool.schedule(run_portion, args=(*job, seed, min(PORTION_SIZE, scenarios)))
                for seed in range(max(1, scenarios // PORTION_SIZE))
            ]
            for job in jobs
        }
        for k, (job, parts) in enumerate(futures.items()):
            progress(" ".join(job), k / len(jobs))
            found = [p for p in (part.result() for part in parts) if p]
            if found:
                yield _combine_portions(*job, found)


def _combine_portions(rule: str, path: str, portions: list[EvidencePortion]) -> AlarmRow:
    seen = combine_evidence(p.evidence for p in portions)
    return AlarmRow(
        rule,
        path,
        sum(p.scenarios for p in portions),
        seen.decided,
        seen.undecided,
        seen.ratio,
        seen.message if seen.ratio > THRESHOLD else "",
    )
