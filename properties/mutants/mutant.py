"""The record of a mutant."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from ..rules.source_edits import Edit
from .rule_source import RuleFunction, RuleSource
from .source_change import edit_of_change
from .descriptions import describe_change


@dataclass(frozen=True, eq=False)
class Mutant:
    """A change of a rule's source at one place, or of one name at all its places.

    Attributes:
        number: Its place among the mutants of the rule.
        operator: The name of the operator.
        source: The rule.
        function: The function that is changed.
        changed: The definition of the function after the change.
    """

    number: int
    operator: str
    source: RuleSource
    function: RuleFunction
    changed: ast.FunctionDef

    @property
    def id(self) -> str:
        """The operator and the number, as in ``sign-12``."""
        return f"{self.operator.replace(' ', '-')}-{self.number}"

    @cached_property
    def title(self) -> str:
        """One sentence that says what the mutant does and what the rule does."""
        return describe_change(self.source, self.function.tree, self.changed)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The change as edits of the source, which are applied after those of the rule."""
        return (edit_of_change(self.function, self.changed),)
