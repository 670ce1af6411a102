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
from .function_changes import replace_in_function
from .inlining import inline_calls
from .other_forms import nearest_form
from .rule_source import RuleFunction, RuleSource
from .source_change import edit_of_change
from .tree import unparse

# The operator of what is no mutant, but another form of the rule.
FORM = "form"


@dataclass(frozen=True, eq=False)
class Mutant:
    """A change of a rule's source at one place, or of one name at all its places.

    Attributes:
        operator: The name of the operator.
        source: The rule.
        function: The function that is changed.
        changed: The definition of the function after the change.
        texts: The source of each statement of its body.
        first: A change of another function that belongs to it, or another form of that function.
    """

    operator: str
    source: RuleSource
    function: RuleFunction
    changed: ast.FunctionDef
    texts: tuple[str, ...]
    first: Mutant | None = None

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
        """Sentences that say what the mutant does and what the rule does."""
        own = describe_change(self.source, self._function_before, self.changed, self.texts)
        if self.first and self.first.is_form:
            return f"{own} The function {self.first.function.name} is in another form."
        return f"{self.first.title} {own}" if self.first else own

    @property
    def is_form(self) -> bool:
        """Whether it only writes the same formulas in another way."""
        return self.operator == FORM

    @property
    def inlined_text(self) -> str:
        """The source of the changed function with the formulas of helpers in place of calls."""
        values = {
            id(statement.value): inlined
            for statement in self.changed.body
            if isinstance(statement, ast.Assign | ast.Return) and statement.value is not None
            if (inlined := inline_calls(self.source, statement.value)) is not None
        }
        return unparse(replace_in_function(self.changed, values))

    @property
    def _function_before(self) -> RuleFunction:
        """The function before the change, in the form that is changed: perhaps with its helper."""
        return nearest_form(self.source, self.function, self.texts)

    @cached_property
    def form(self) -> Edit | None:
        """The edit that writes the function in the form that is changed; None for its own form."""
        form = self._function_before
        if self.first or form is self.function:
            return None
        return edit_of_change(self.function, form.tree)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The change as edits of the source, which are applied after those of the rule."""
        others = self.first.edits if self.first else ()
        return (*others, edit_of_change(self.function, self.changed))

    def diff(self) -> str:
        """Return the change as a unified diff of the source of the rule."""
        before = self.function.text
        after = self.edits[-1].apply(before)
        place = place_of(self.function.where)
        lines = unified_diff(
            before.splitlines(), after.splitlines(), place, place, n=1, lineterm=""
        )
        return "\n".join([*([self.first.diff()] if self.first else []), *lines])
