"""What a dialect is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

from ..objects import CoreSubject
from ..planting import Edit, plant, plantable
from ..rules import Rule, coarsely, edited
from ..trajectory import Subject


@dataclass(frozen=True)
class Dialect:
    """A deliberate convention of some library under a rule's name: not wrong, not the same.

    Attributes:
        rule: the rule whose name it goes by.
        edits: what the convention looks like in optimcore's source.
        explanation: what differs, and when it shows.
        libraries: who has it, in documentation or in code that means it.
        number: its number in the catalogue of real bugs and conventions, if it has one.
        lacks: traits of the rule that it has not, ``odd`` or ``scalable``.
        powers: how hyper-parameters scale with the gradients, where not as in the rule.
    """

    id: str
    title: str
    rule: str
    edits: tuple[Edit, ...]
    explanation: str
    libraries: tuple[str, ...]
    number: int | None = None
    lacks: frozenset[str] = frozenset()
    powers: Mapping[str, int] = field(default_factory=dict)

    def subject(self) -> Subject:
        """optimcore speaking the dialect, as a subject."""
        return CoreSubject(self.rule, plant(self.edits))

    def spoken(self) -> Rule:
        """The rule as this dialect has it."""
        return spoken(self.rule, [self])

    def diff(self) -> str:
        """The convention as a unified diff."""
        return "\n".join(edit.diff() for edit in self.edits)


def spoken(name: str, dialects: Sequence[Dialect]) -> Rule:
    """A rule as these dialects, all at once, have it, in whatever order they can be had.

    Raises:
        ValueError: two of them change the same text, so that they cannot be had together.
    """
    orders = (_edits(order) for order in permutations(dialects))
    rule = edited(name, next(filter(plantable, orders), _edits(dialects)))
    lacks = {trait for dialect in dialects for trait in dialect.lacks}
    return replace(
        rule,
        coarse=coarsely(name, rule.edits),
        dialects=tuple(dialect.id for dialect in dialects),
        gradient_powers=None if "scalable" in lacks else _powers(rule, dialects),
        odd="odd" not in lacks,
    )


def _edits(dialects: Sequence[Dialect]) -> list[Edit]:
    return list(dict.fromkeys(edit for dialect in dialects for edit in dialect.edits))


def _powers(rule: Rule, dialects: Sequence[Dialect]) -> Mapping[str, int] | None:
    if rule.gradient_powers is None:
        return None
    changed = {name: k for dialect in dialects for name, k in dialect.powers.items()}
    return {**rule.gradient_powers, **changed}
