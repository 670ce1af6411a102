"""Findings with the explanation that accounts for them."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.registry import Rule
from .results import Finding


@dataclass(frozen=True)
class AttributedFinding:
    """A finding, the rule that it was judged by, and the explanation that accounts for it.

    Attributes:
        rule: the claimed rule, or the formula of the subject as a diagnosis found it.
        explained_by: the id of the explanation that breaks the law too; empty if none does.
        leads: whether its case is the one that shows the explanation best.
    """

    finding: Finding
    rule: Rule
    explained_by: str = ""
    leads: bool = False
