"""Grouping of findings that have the same scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..laws import MUST
from ..scenarios.encoding import to_json
from .results import Finding


@dataclass(frozen=True)
class FindingGroup:
    """A finding, and the other laws that its scenario breaks."""

    finding: Finding
    also: tuple[str, ...]

    @property
    def requirement(self) -> str:
        """The requirement of the strongest law that the scenario breaks."""
        return self.finding.law.requirement


def group_findings(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Group the findings by scenario, those with the most broken laws first.

    Within a group, a law with the requirement MUST is reported before one with SHOULD.
    """
    together: dict[bytes, list[Finding]] = {}
    for finding in findings:
        together.setdefault(to_json(finding.scenario), []).append(finding)
    found = []
    for same in together.values():
        first, *others = sorted(same, key=lambda f: f.law.requirement != MUST)
        found.append(FindingGroup(first, tuple(f.law.id for f in others)))
    return sorted(found, key=lambda e: (e.requirement != MUST, -len(e.also)))
