"""Shrinking of the findings of an examination."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..comparison.evidence import Evidence
from ..scenarios.model import Scenario
from .executor import Executor, Job
from .progress import Progress
from .results import Finding, Tally
from .subject_judge import SubjectJudge


@dataclass(frozen=True)
class FindingShrinker:
    """The search for smaller scenarios for several findings.

    Attributes:
        budgets: for each family, the number of scenarios to draw to shrink a finding of it.
        share_cases: whether a finding is shown by the case of another one where that is possible.
    """

    executor: Executor
    budgets: Mapping[str, int]
    share_cases: bool

    def shrink_all(self, tallies: Iterable[Tally], progress: Progress) -> None:
        """Shrink each finding, unless the scenario of an earlier shrunk finding breaks its law."""
        broken = [
            (tally, replace(tally.broken, effective=tally.effective))
            for tally in tallies
            if tally.broken
        ]
        small: list[Finding] = []
        shown: dict[str, Finding | None] = {}
        jobs: dict[str, Job[tuple[Scenario, Evidence]]] = {}
        for k, (tally, finding) in enumerate(broken):
            law = tally.law.id
            progress(f"shrinking {law}", k / len(broken))
            seen = shown.get(law) or self._shown_by(small[1:], finding)
            if seen is None:
                seen = finding.move(*(jobs.get(law) or self._start(finding)).result())
            tally.broken = seen
            small.append(seen)
            if k == 0:
                # The first scenario mostly breaks all laws, so the others are shrunk after it.
                rest = [other for _, other in broken[1:]]
                shown = {f.law.id: self._shown_by(small, f) for f in rest}
                jobs = {f.law.id: self._start(f) for f in rest if not shown[f.law.id]}

    def shrink(self, finding: Finding) -> Finding:
        """Return a finding of the same law on the smallest scenario found within the budget."""
        return finding.move(*self._start(finding).result())

    def _start(self, finding: Finding) -> Job[tuple[Scenario, Evidence]]:
        return self.executor.submit(SubjectJudge.shrink, finding, self.budgets[finding.family])

    def _shown_by(self, small: Sequence[Finding], finding: Finding) -> Finding | None:
        shrinker = self.executor.judge.shrinker
        return shrinker.shown_by(small, finding) if self.share_cases else None
