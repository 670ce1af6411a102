"""The record of ``rule check``: what is known of a user's own rule."""

from __future__ import annotations

from .base import Record, RuleSource

RULE_CHECK_SCHEMA = "optimcore/rule-check/1"


class RuleCheck(Record, frozen=True, kw_only=True):
    """A judgement of a rule. ``problems`` are reasons not to judge anything by it.

    ``undecided`` is the share of values whose enclosure decides nothing, ``growth`` the largest
    factor by which one operation increases the relative rounding bound, and ``equivalent`` the
    one-edit changes that no scenario distinguishes from the rule.
    """

    schema: str = RULE_CHECK_SCHEMA
    rule: str
    source: RuleSource
    problems: list[str] = []
    traits: dict[str, str] = {}
    hyper: dict[str, str] = {}
    scenarios: int = 0
    undecided: float | None = None
    growth: float = 1.0
    operation: str = ""
    mutants: int = 0
    caught: int = 0
    repeated: int = 0
    equivalent: dict[str, str] = {}

    @property
    def is_sound(self) -> bool:
        """Whether optimizers can be judged by the rule."""
        return not self.problems
