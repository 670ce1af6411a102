"""Which laws are tested on which scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..generation.families import Family
from ..scenarios.model import Scenario
from .results import CORPUS, Tally
from .subject_judge import Test


@dataclass(frozen=True)
class LawTurns:
    """The laws of an examination, of which some are tested on few scenarios.

    The laws of one module share runs, and take turns with those of the others.
    """

    tallies: Sequence[Tally]

    def select(self, family: Family, scenario: Scenario, count: int, examples: int) -> list[Test]:
        """Return the tests to make on a scenario, after what is known of the laws so far.

        Args:
            count: the number of scenarios of the family before this one.
            examples: the number of scenarios that are drawn from the family.
        """
        return [
            (tally.law.id, tally.effective)
            for tally in self.tallies
            if tally.law.is_tested_on(family, scenario)
            and (count + self._turns[tally.law.module]) % _stride(tally, family, examples) == 0
        ]

    @cached_property
    def _turns(self) -> dict[str, int]:
        """The number of each module of the laws."""
        modules = dict.fromkeys(tally.law.module for tally in self.tallies)
        return {module: k for k, module in enumerate(modules)}


def _stride(tally: Tally, family: Family, examples: int) -> int:
    law = tally.law
    if tally.broken and law.needs_every_case:
        return 1
    if family.name == CORPUS:
        return 2 if law.frequency == "few" else 1
    return law.stride(family, examples)
