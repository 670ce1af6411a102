"""The rules that subjects may claim to follow, as the suite needs to know them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import optimcore

from .allowances import ALLOWANCES
from .planting import Edit, plant
from .scenario import HyperValue


@dataclass(frozen=True)
class Rule:
    """One update rule of optimcore.

    Attributes:
        defaults: every hyper-parameter with its default.
        gradient_powers: powers c**k by which hyper-parameters scale when gradients scale by c;
            None where no such scaling is a law.
        moments: names of the state arrays that start as zeros.
        elementwise: whether each element moves by itself.
        shapeless: whether the shape of a parameter does not matter.
        dimensions: how many axes a parameter must have, if that is fixed.
        ball_update: the update function with the allowances for other operation orders.
    """

    name: str
    title: str
    defaults: Mapping[str, HyperValue]
    gradient_powers: Mapping[str, int] | None
    moments: tuple[str, ...]
    elementwise: bool
    shapeless: bool
    dimensions: int | None
    ball_update: Callable[..., Any]


def optimizers(package: ModuleType = optimcore) -> dict[str, type[optimcore.Optimizer]]:
    """The optimizer classes of optimcore, or of a copy of it, by rule name."""
    kinds: dict[str, type[optimcore.Optimizer]] = {}
    base: type[optimcore.Optimizer] = package.Optimizer
    for name, found in sorted(vars(package).items()):
        if inspect.isclass(found) and issubclass(found, base):
            kinds[name.lower()] = found
    del kinds["optimizer"]
    return kinds


@cache
def rules() -> dict[str, Rule]:
    """All rules, by name."""
    widened = optimizers(_widened(()))
    return {name: _rule(name, kind, widened[name].update) for name, kind in optimizers().items()}


def edited(name: str, edits: Sequence[Edit]) -> Rule:
    """The rule as it is with these edits."""
    kind = optimizers(_widened(edits))[name]
    return _rule(name, kind, kind.update)


def _widened(edits: Sequence[Edit]) -> ModuleType:
    return plant([*(edit for a in ALLOWANCES for edit in a.edits), *edits])


def _rule(name: str, kind: type[optimcore.Optimizer], ball_update: Callable[..., Any]) -> Rule:
    arguments = inspect.signature(kind).parameters
    return Rule(
        name,
        kind.__name__,
        {hyper: arguments[hyper].default for hyper in kind.hyperparameters()},
        kind.gradient_powers,
        kind.moments,
        kind.elementwise,
        kind.shapeless,
        kind.dimensions,
        ball_update,
    )
