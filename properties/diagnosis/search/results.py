"""The result of a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass

from ..candidates.candidate import Candidate


@dataclass(frozen=True)
class RankedCandidate:
    """A candidate and the number of cases that it explains."""

    candidate: Candidate
    cases: int


@dataclass(frozen=True)
class Diagnosis:
    """The candidates that explain the subject, best first, and the number of cases.

    ``residual`` describes the deviations in sentences where no candidate explains all of them. If
    ``is_random``, the first two say how runs of the same scenario differ.
    """

    ranked: tuple[RankedCandidate, ...]
    total_cases: int
    residual: tuple[str, ...] = ()
    is_random: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether a candidate explains all cases."""
        return bool(self.complete)

    @property
    def complete(self) -> list[RankedCandidate]:
        """The candidates that explain all cases."""
        return [named for named in self.ranked if named.cases == self.total_cases]
