"""Correct implementations of every rule in many orders of operations, for tests only.

A module lists the orders of its rules in ``UPDATE_VARIANTS``, the usual one first. A rule may have
orders in several modules. ``defects.py`` has known bugs for one order of ten rules, for tests of
the diagnosis. The formulas that the rules are compared with are in ``optimcore/tests``; here are
the orders of operations that must stay within the rounding bounds.
"""

from __future__ import annotations

from ...registration.registry import import_modules
from .habits import STYLES, PlainStyle
from .styles import Reordering, UpdateVariant

__all__ = ["UPDATE_VARIANTS", "Reordering", "all_reorderings", "few_reorderings"]

UPDATE_VARIANTS: dict[str, tuple[UpdateVariant, ...]] = {}
for _module in import_modules(__name__, __path__, skipped=("test_reorderings", "test_defects")):
    for _rule, _variants in getattr(_module, "UPDATE_VARIANTS", {}).items():
        UPDATE_VARIANTS[_rule] = (*UPDATE_VARIANTS.get(_rule, ()), *_variants)


def all_reorderings(rule: str) -> list[Reordering]:
    """Return every order of the rule in every arithmetic style."""
    found = [Reordering(rule, move, habit) for move in UPDATE_VARIANTS[rule] for habit in STYLES]
    return [one for one in found if one.sensible]


def few_reorderings(rule: str) -> list[Reordering]:
    """Return the first order in every arithmetic style, and each other order in two styles."""
    first, *others = UPDATE_VARIANTS[rule]
    found = [Reordering(rule, first, habit) for habit in STYLES]
    for i, move in enumerate(others):
        turn = STYLES[1 + (len(rule) + 3 * i) % (len(STYLES) - 1)]
        found += [Reordering(rule, move, PlainStyle), Reordering(rule, move, turn)]
    return [one for one in found if one.sensible]
