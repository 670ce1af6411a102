"""A journal of an examination: it gets each judgement, and may have some of an earlier run."""

from __future__ import annotations

from typing import Protocol

from ..scenarios.model import Scenario
from .subject_judge import Judgement


class Journal(Protocol):
    """Records the judgements of an examination in the order in which they are counted."""

    def recall(self, family: str, scenario: Scenario) -> Judgement | None:
        """Return what an earlier run recorded of a scenario of a family; None if nothing."""

    def record(self, family: str, scenario: Scenario, judgement: Judgement) -> None:
        """Record a judgement."""


class NoJournal:
    """Records nothing."""

    def recall(self, family: str, scenario: Scenario) -> Judgement | None:
        return None

    def record(self, family: str, scenario: Scenario, judgement: Judgement) -> None:
        return None
