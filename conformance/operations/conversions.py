"""Render a conversion: a formula for each argument of the target."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from properties.conversion import Condition, Recipe
from properties.rules.registry import Rule

from ..records.conversion import Term
from ..records.literals import format_literal
from ..worker import OpenedSubject


@dataclass(frozen=True)
class ConversionRenderer:
    """The names of both optimizers, and the rule with the source's fixed values."""

    source: OpenedSubject
    target: OpenedSubject
    rule: Rule

    def render_terms(self, recipe: Recipe) -> list[Term]:
        """A formula in the source's arguments, or a value, for each argument of the target."""
        terms = [
            Term(argument=argument, expression=expression)
            for hyper, theirs in self.target.names.mapped.items()
            for argument, expression in zip(
                theirs, self._render_expressions(recipe, hyper, len(theirs)), strict=True
            )
        ]
        flags = {**self.target.names.fixed, **dict(recipe.flags)}
        return terms + [Term(argument=n, expression=format_literal(v)) for n, v in flags.items()]

    def render_conditions(self, recipe: Recipe, always: Collection[Condition]) -> list[str]:
        """The conditions, without those that always hold."""
        return [self.render_condition(c) for c in recipe.conditions if c not in always]

    def render_condition(self, condition: Condition) -> str:
        """Render a condition in the source's names."""
        if not condition.hyper:
            return condition.words
        own = self.source.names.mapped.get(condition.hyper, (condition.hyper,))
        return f"{', '.join(own)}={format_literal(condition.value)}"

    def render_call(self, recipe: Recipe) -> str:
        """A call of the target that is equivalent to the source with its defaults."""
        held = {c.hyper: c.value for c in recipe.conditions if c.hyper}
        given = {**self.rule.defaults, **self.source.capabilities.defaults, **held}
        names = self.target.names
        target_hyper = {h: recipe.value(h, given) for h in self.rule.defaults if h in names.mapped}
        arguments = {**names.arguments(target_hyper), **dict(recipe.flags)}
        return f"{self.target.name}({', '.join(f'{n}={v!r}' for n, v in arguments.items())})"

    def _render_expressions(self, recipe: Recipe, hyper: str, count: int) -> list[str]:
        """One expression for each argument of the target that the hyper-parameter maps to."""
        values = [c.value for c in recipe.conditions if c.hyper == hyper]
        own = self.source.names.mapped.get(hyper)
        if values or own is None:
            value = values[0] if values else self.rule.defaults[hyper]
            parts = value if isinstance(value, tuple) and count > 1 else (value,)
            return [format_literal(part) for part in parts]
        named = _part_expressions(own, count)
        law = next((law for law in recipe.formulas if law.hyper == hyper), None)
        if law is None:
            return named
        other = "".join(self._source_name(name) for name in law.others)
        return [law.words.format(it=it, other=other) for it in named]

    def _source_name(self, hyper: str) -> str:
        """The source's name of a hyper-parameter, or its value if it has none."""
        own = self.source.names.mapped.get(hyper)
        return own[0] if own else format_literal(self.rule.defaults[hyper])


def _part_expressions(own: tuple[str, ...], count: int) -> list[str]:
    """The source's expressions for that many parts."""
    if len(own) == count:
        return list(own)
    if len(own) == 1:
        return [f"{own[0]}[{k}]" for k in range(count)]
    return [f"({', '.join(own)})"]
