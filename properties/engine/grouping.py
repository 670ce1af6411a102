"""Grouping of findings that one explanation or one observation accounts for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..laws import LEVELS, Requirement
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from .attribution import AttributedFinding
from .results import Finding

# The number that a message of a comparison says the subject got.
GOT = re.compile(r"\bgot (\S+),")


@dataclass(frozen=True)
class FindingGroup:
    """A finding, and other findings in the same scenario that have the same cause.

    Attributes:
        rule: the rule that the findings were judged by.
        explained_by: the id of the explanation that accounts for them; empty if none does.
        leads: whether the case is the one that shows the explanation best.
    """

    finding: Finding
    others: tuple[Finding, ...]
    rule: Rule
    explained_by: str = ""
    leads: bool = False

    @property
    def also(self) -> tuple[str, ...]:
        """The ids of the laws of the other findings."""
        return tuple(f.law.id for f in self.others)

    @property
    def requirement(self) -> Requirement:
        """The requirement of the strongest law that the scenario breaks."""
        return self.finding.law.requirement


def group_findings(findings: Iterable[AttributedFinding]) -> list[FindingGroup]:
    """Group the findings by scenario and cause.

    The findings of one explanation have the same cause. Findings that nothing explains have it if
    they say the same: the same message, or the same number that the subject got. In a group, a law
    of a higher level is reported first: MUST, then SHOULD, then INFO. Groups come in the order of
    their explanations, those that nothing explains last. Of one explanation, the case that shows it
    best comes first, and then those with the most laws.
    """
    together: dict[tuple[str, str, bytes], list[AttributedFinding]] = {}
    for one in findings:
        cause = "" if one.explained_by else _said(one.finding)
        key = (one.explained_by, cause, to_json(one.finding.scenario))
        together.setdefault(key, []).append(one)
    order = [*dict.fromkeys(by for by, *_ in together if by), ""]
    found = []
    for same in together.values():
        first, *others = sorted(same, key=lambda a: LEVELS.index(a.finding.law.requirement))
        found.append(
            FindingGroup(
                first.finding,
                tuple(a.finding for a in others),
                first.rule,
                first.explained_by,
                any(a.leads for a in same),
            )
        )
    return sorted(
        found,
        key=lambda g: (
            LEVELS.index(g.requirement),
            order.index(g.explained_by),
            not g.leads,
            -len(g.others),
        ),
    )


def _said(finding: Finding) -> str:
    """Return what a message says about the subject, without what the law expects."""
    got = GOT.search(finding.evidence.message)
    return f"{finding.law.requirement} {got[1] if got else finding.evidence.message}"
