"""The record of a mutant."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property
from hashlib import blake2b

from ..rules.source_edits import Edit, place_of
from .descriptions import describe_change
from .differences import name_of_change
from .rule_source import RuleFunction, RuleSource
from .source_change import edit_of_change
from .tail_helper import inline_tail_helper


@dataclass(frozen=True, eq=False)
class Mutant:
    """A change of a rule's source at one place, or of one name at all its places.

    Attributes:
        operator: The name of the operator.
        source: The rule.
        function: The function that is changed.
        changed: The definition of the function after the change.
        texts: The source of each statement of its body.
    """

    operator: str
    source: RuleSource
    function: RuleFunction
    changed: ast.FunctionDef
    texts: tuple[str, ...]

    @cached_property
    def id(self) -> str:
        """The operator, what it changes, and a hash of the change, as in ``sign-m_hat-3f2a1c``."""
        name = name_of_change(self.function, self.changed, self.texts)
        return f"{self.operator.replace(' ', '-')}-{name}-{self._hash}"

    @property
    def _hash(self) -> str:
        """A hash of the function before and after the change, without what stays the same."""
        old, new = self.function.texts_of(self.function.tree), list(self.texts)
        gone = [(k, text) for k, text in enumerate(old) if text not in new]
        come = [(k, text) for k, text in enumerate(new) if text not in old]
        text = repr((self.function.name, gone, come or new))
        return blake2b(text.encode(), digest_size=3).hexdigest()

    @cached_property
    def title(self) -> str:
        """One sentence that says what the mutant does and what the rule does."""
        return describe_change(self.source, self._function_before, self.changed, self.texts)

    @property
    def _function_before(self) -> RuleFunction:
        """The function before the change, with its helper inlined where the change has it."""
        whole = inline_tail_helper(self.source, self.function)
        own = self.function.texts_of(self.function.tree)
        if whole is None or own[-1] in self.texts:
            return self.function
        common = [set(f.texts_of(f.tree)) & set(self.texts) for f in (whole, self.function)]
        return whole if len(common[0]) > len(common[1]) else self.function

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The change as edits of the source, which are applied after those of the rule."""
        return (edit_of_change(self.function, self.changed),)

    def diff(self) -> str:
        """Return the change as a unified diff of the source of the rule."""
        before = self.function.text
        after = self.edits[0].apply(before)
        place = place_of(self.function.where)
        lines = unified_diff(
            before.splitlines(), after.splitlines(), place, place, n=1, lineterm=""
        )
        return "\n".join(lines)
