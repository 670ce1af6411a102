"""Scenarios whose judgement is not counted yet."""

from __future__ import annotations

from dataclasses import dataclass

from ..generation.families import Family
from ..scenarios.model import Scenario
from .executor import Job
from .subject_judge import Judgement


@dataclass(frozen=True)
class PendingScenario:
    """A scenario, its family, how many of it came before, and the job that judges it."""

    family: Family
    scenario: Scenario
    count: int
    job: Job[Judgement]


class KnownJudgement:
    """A job whose result is there."""

    is_done = True

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement

    def wait(self) -> bool:
        return True

    def result(self) -> Judgement:
        return self._judgement
