"""Correct implementations of every rule in many orders of operations, for tests only."""

from __future__ import annotations

from collections.abc import Mapping

from .adams import ADAM, ADAMAX, ADAMW, LAMB, NADAM, RADAM
from .adaptives import ADADELTA, ADAGRAD, RMSPROP
from .beliefs import ADABELIEF, ADAN, ADOPT, YOGI
from .descents import ASGD, LARS, LION, RPROP, SGD
from .habits import STYLES, PlainStyle
from .matrices import ADAFACTOR, MUON
from .styles import Reordering, UpdateVariant

__all__ = ["UPDATE_VARIANTS", "Reordering", "all_reorderings", "few_reorderings"]

UPDATE_VARIANTS: Mapping[str, tuple[UpdateVariant, ...]] = {
    "sgd": SGD, "adam": ADAM, "adamw": ADAMW, "adamax": ADAMAX, "nadam": NADAM, "radam": RADAM,
    "rmsprop": RMSPROP, "adagrad": ADAGRAD, "adadelta": ADADELTA, "asgd": ASGD, "rprop": RPROP,
    "adafactor": ADAFACTOR, "muon": MUON, "lion": LION, "lamb": LAMB, "lars": LARS,
    "adabelief": ADABELIEF, "yogi": YOGI, "adopt": ADOPT, "adan": ADAN,
}  # fmt: skip


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
