"""Render a conversion: a formula for each argument of the target."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from properties.conversion import Condition, Recipe
from properties.rules.registry import Rule

from ..adapters import Live
from ..records.conversion import Term
from ..records.literals import text_of


@dataclass(frozen=True)
class Words:
    """The names of both optimizers, and the rule with the source's fixed values."""

    leader: Live
    follower: Live
    rule: Rule

    def terms(self, recipe: Recipe) -> list[Term]:
        """A formula in the source's arguments, or a value, for each argument of the target."""
        terms = [
            Term(argument=argument, expression=expression)
            for hyper, theirs in self.follower.names.spelled.items()
            for argument, expression in zip(
                theirs, self._expressions(recipe, hyper, len(theirs)), strict=True
            )
        ]
        flags = {**self.follower.names.fixed, **dict(recipe.flags)}
        return terms + [Term(argument=n, expression=text_of(v)) for n, v in flags.items()]

    def conditions(self, recipe: Recipe, always: Collection[Condition]) -> list[str]:
        """The conditions, without those that always hold."""
        return [self.condition(c) for c in recipe.conditions if c not in always]

    def condition(self, one: Condition) -> str:
        """Render a condition in the source's names."""
        if not one.hyper:
            return one.words
        own = self.leader.names.spelled.get(one.hyper, (one.hyper,))
        return f"{', '.join(own)}={text_of(one.value)}"

    def call(self, recipe: Recipe) -> str:
        """A call of the target that is equivalent to the source with its defaults."""
        held = {c.hyper: c.value for c in recipe.conditions if c.hyper}
        given = {**self.rule.defaults, **self.leader.abilities.defaults, **held}
        names = self.follower.names
        asked = {h: recipe.value(h, given) for h in self.rule.defaults if h in names.spelled}
        arguments = {**names.arguments(asked), **dict(recipe.flags)}
        return f"{self.follower.name}({', '.join(f'{n}={v!r}' for n, v in arguments.items())})"

    def _expressions(self, recipe: Recipe, hyper: str, count: int) -> list[str]:
        """One expression for each argument of the target that the hyper-parameter maps to."""
        values = [c.value for c in recipe.conditions if c.hyper == hyper]
        own = self.leader.names.spelled.get(hyper)
        if values or own is None:
            value = values[0] if values else self.rule.defaults[hyper]
            parts = value if isinstance(value, tuple) and count > 1 else (value,)
            return [text_of(part) for part in parts]
        named = _parts(own, count)
        law = next((law for law in recipe.laws if law.hyper == hyper), None)
        if law is None:
            return named
        other = "".join(self._name(name) for name in law.others)
        return [law.words.format(it=it, other=other) for it in named]

    def _name(self, hyper: str) -> str:
        """The source's name of a hyper-parameter, or its value if it has none."""
        own = self.leader.names.spelled.get(hyper)
        return own[0] if own else text_of(self.rule.defaults[hyper])


def _parts(own: tuple[str, ...], count: int) -> list[str]:
    """The source's expressions for that many parts."""
    if len(own) == count:
        return list(own)
    if len(own) == 1:
        return [f"{own[0]}[{k}]" for k in range(count)]
    return [f"({', '.join(own)})"]
