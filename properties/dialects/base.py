"""The record of a dialect, and rules with dialects applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

from ..rules.patched_package import build_variant
from ..rules.registry import Rule, edit_reduced_precision, edit_rule
from ..rules.source_edits import Edit, can_apply_edits
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import Subject


@dataclass(frozen=True)
class Dialect:
    """A documented variant of a rule in some library: not a bug, but not the published rule.

    Attributes:
        rule: name of the rule of which it is a variant.
        edits: edits of optimcore's source that turn the rule into the variant.
        explanation: how the variant differs from the rule, and when the difference shows.
        libraries: libraries that document or deliberately implement the variant.
        number: number of the variant in the catalogue of bugs and variants, if any.
        unsupported: traits of the rule that the variant does not have: ``odd``, ``scalable``.
        powers: gradient powers of hyper-parameters that differ from those of the rule.
    """

    id: str
    title: str
    rule: str
    edits: tuple[Edit, ...]
    explanation: str
    libraries: tuple[str, ...]
    number: int | None = None
    unsupported: frozenset[str] = frozenset()
    powers: Mapping[str, int] = field(default_factory=dict)

    def subject(self) -> Subject:
        """Return optimcore with the edits applied, as a subject."""
        return CoreSubject(self.rule, build_variant(self.edits, self.rule))

    def applied_rule(self) -> Rule:
        """Return the rule with this dialect applied."""
        return apply_dialects(self.rule, [self])

    def diff(self) -> str:
        """Return the edits as a unified diff."""
        return "\n".join(edit.diff() for edit in self.edits)


def apply_dialects(name: str, dialects: Sequence[Dialect]) -> Rule:
    """Return the rule with all these dialects applied, in the first order in which all edits match.

    Raises:
        ValueError: two dialects edit the same text, so they cannot be combined.
    """
    orders = (_edits(order) for order in permutations(dialects))
    rule = edit_rule(name, next(filter(can_apply_edits, orders), _edits(dialects)))
    unsupported = {trait for dialect in dialects for trait in dialect.unsupported}
    return replace(
        rule,
        reduced_precision_update=edit_reduced_precision(name, rule.edits),
        dialects=tuple(dialect.id for dialect in dialects),
        gradient_powers=None if "scalable" in unsupported else _powers(rule, dialects),
        odd="odd" not in unsupported,
    )


def _edits(dialects: Sequence[Dialect]) -> list[Edit]:
    return list(dict.fromkeys(edit for dialect in dialects for edit in dialect.edits))


def _powers(rule: Rule, dialects: Sequence[Dialect]) -> Mapping[str, int] | None:
    if rule.gradient_powers is None:
        return None
    changed = {name: k for dialect in dialects for name, k in dialect.powers.items()}
    return {**rule.gradient_powers, **changed}
