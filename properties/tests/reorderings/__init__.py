"""Correct implementations of every rule in many orders of operations, for tests only."""

from __future__ import annotations

from collections.abc import Mapping

from .adams import ADAM, ADAMAX, ADAMW, LAMB, NADAM, RADAM
from .adaptives import ADADELTA, ADAGRAD, RMSPROP
from .beliefs import ADABELIEF, ADAN, ADOPT, YOGI
from .descents import ASGD, LARS, LION, RPROP, SGD
from .habits import HABITS, Plain
from .matrices import ADAFACTOR, MUON
from .styles import Formulation, Move

__all__ = ["MOVES", "Formulation", "every", "some"]

MOVES: Mapping[str, tuple[Move, ...]] = {
    "sgd": SGD, "adam": ADAM, "adamw": ADAMW, "adamax": ADAMAX, "nadam": NADAM, "radam": RADAM,
    "rmsprop": RMSPROP, "adagrad": ADAGRAD, "adadelta": ADADELTA, "asgd": ASGD, "rprop": RPROP,
    "adafactor": ADAFACTOR, "muon": MUON, "lion": LION, "lamb": LAMB, "lars": LARS,
    "adabelief": ADABELIEF, "yogi": YOGI, "adopt": ADOPT, "adan": ADAN,
}  # fmt: skip


def every(rule: str) -> list[Formulation]:
    """Return every order of the rule in every arithmetic style."""
    found = [Formulation(rule, move, habit) for move in MOVES[rule] for habit in HABITS]
    return [one for one in found if one.sensible]


def some(rule: str) -> list[Formulation]:
    """Return the first order in every arithmetic style, and each other order in two styles."""
    first, *others = MOVES[rule]
    found = [Formulation(rule, first, habit) for habit in HABITS]
    for i, move in enumerate(others):
        turn = HABITS[1 + (len(rule) + 3 * i) % (len(HABITS) - 1)]
        found += [Formulation(rule, move, Plain), Formulation(rule, move, turn)]
    return [one for one in found if one.sensible]
