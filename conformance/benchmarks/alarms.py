"""Look for false alarms: the largest errors of torch's optimizers in random scenarios."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from properties.comparison.evidence import THRESHOLD, Evidence, held, total
from properties.generation.families import everyday
from properties.generation.sampling import look_at
from properties.laws import Trial, laws
from properties.rules.profiles import profiles
from properties.rules.registry import rules
from properties.scenarios.model import Scenario

from ..errors import CannotRun
from ..operations.check import Progress, silent
from ..process_pool import one_on_each_core
from ..subjects.selection import find_subject
from ..targets.options import Wording
from ..targets.resolve import resolve

PATHS = ("loop", "foreach", "fused")

# Rules that torch computes in reduced precision are compared with their reduced-precision variant.
OF_TORCH = {
    name: profile.torch_class for name, profile in profiles().items() if profile.torch_class
}

# Scenarios of one task of a process.
PORTION = 500


@dataclass(frozen=True)
class Portion:
    """The evidence of some scenarios."""

    scenarios: int
    evidence: Evidence


@dataclass(frozen=True)
class Row:
    """The evidence of all scenarios of one rule on one path; ``alarm`` if a ratio is too large."""

    rule: str
    path: str
    scenarios: int
    decided: int
    undecided: int
    ratio: float
    alarm: str


def portion(name: str, path: str, seed: int, count: int) -> Portion | None:
    """Run scenarios of one seed on one path of torch's optimizer; None if it has no such path."""
    target = resolve(f"torch.optim:{OF_TORCH[name]}")
    try:
        subject, rule = find_subject(
            target, rules()[name], Wording(fixed=_arguments(target.thing, path))
        )
    except CannotRun:
        return None
    agreement, seen = laws()["agreement"], list[Evidence]()

    def look(scenario: Scenario) -> bool:
        seen.append(agreement.judge(Trial(rule, subject, scenario)) or held(0))
        return False

    look_at(everyday(rule, subject.abilities), look, count, seed)
    return Portion(len(seen), total(seen))


def _arguments(kind: Any, path: str) -> dict[str, bool]:
    """Return the arguments that select a path; the loop is the only path of some optimizers."""
    if path != "loop":
        return {path: True}
    return {"foreach": False} if "foreach" in inspect.signature(kind).parameters else {}


def alarms(
    jobs: Sequence[tuple[str, str]], scenarios: int, progress: Progress = silent
) -> Iterator[Row]:
    """Yield a row for each rule and path; scenarios are distributed over all cores."""
    with one_on_each_core() as pool:
        futures = {
            job: [
                pool.schedule(portion, args=(*job, seed, min(PORTION, scenarios)))
                for seed in range(max(1, scenarios // PORTION))
            ]
            for job in jobs
        }
        for k, (job, parts) in enumerate(futures.items()):
            progress(" ".join(job), k / len(jobs))
            found = [p for p in (part.result() for part in parts) if p]
            if found:
                yield _row(*job, found)


def _row(rule: str, path: str, found: list[Portion]) -> Row:
    seen = total(p.evidence for p in found)
    return Row(
        rule,
        path,
        sum(p.scenarios for p in found),
        seen.decided,
        seen.undecided,
        seen.ratio,
        seen.message if seen.ratio > THRESHOLD else "",
    )
