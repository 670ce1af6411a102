"""The rules that subjects may claim to follow, as the suite needs to know them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

import optimcore

from .allowances import ALLOWANCES, COARSE
from .edits import GLOBAL_T
from .planting import Edit, plant
from .scenario import HyperValue, Precision


@dataclass(frozen=True, eq=False)
class Rule:
    """One update rule of optimcore; two are the same if they are one object.

    Attributes:
        defaults: every hyper-parameter with its default.
        gradient_powers: powers c**k by which hyper-parameters scale when gradients scale by c;
            None where no such scaling is a law.
        moments: names of the state arrays that start as zeros.
        elementwise: whether each element moves by itself.
        shapeless: whether the shape of a parameter does not matter.
        dimensions: how many axes a parameter must have, if that is fixed.
        ball_update: the update function with the allowances for other operation orders.
        coarse: the same for subjects that round some number of the rule to single precision.
        formulation: what such a subject does, in words; empty where the rule is as it is.
        grain: the format in which such a subject's first step from zero ends at a rate of 1.
        dialects: the conventions that are spoken in place of the published rule, by their ids.
        edits: what these conventions look like in optimcore's source.
        odd: whether negated parameters and gradients give negated steps.
        one_count: whether a step of the optimizer counts for all parameters, with a gradient or
            without.
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
    coarse: Callable[..., Any] | None = None
    formulation: str = ""
    grain: Precision | None = None
    dialects: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    odd: bool = True
    one_count: bool = False

    def coarser(self) -> Rule | None:
        """The rule for subjects of the coarse formulation, where it has one."""
        if self.coarse is None:
            return None
        allowed = COARSE[self.name]
        return replace(
            self, ball_update=self.coarse, coarse=None, formulation=allowed.formulation,
            grain=allowed.grain,
        )  # fmt: skip


@lru_cache(maxsize=256)
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
    coarse = optimizers(_widened([edit for a in COARSE.values() for edit in a.edits]))
    return {
        name: _rule(name, kind, widened[name].update, coarse[name].update)
        for name, kind in optimizers().items()
    }


def edited(name: str, edits: Sequence[Edit]) -> Rule:
    """The rule as it is with these edits."""
    kind = optimizers(_widened(edits))[name]
    rule = _rule(name, kind, kind.update, kind.update)
    return replace(rule, coarse=None, edits=tuple(edits), one_count=GLOBAL_T in edits)


def coarsely(name: str, edits: Sequence[Edit]) -> Callable[..., Any] | None:
    """The update of the rule's coarse formulation with these edits, where both can be had."""
    if name not in COARSE:
        return None
    try:
        return optimizers(_widened([*COARSE[name].edits, *edits]))[name].update
    except ValueError:
        return None


def _widened(edits: Sequence[Edit]) -> ModuleType:
    allowed = [edit for a in ALLOWANCES for edit in a.edits]
    return plant([*(a for a in allowed if not any(_meet(a, edit) for edit in edits)), *edits])


def _meet(one: Edit, other: Edit) -> bool:
    """Whether two edits change the same text: then only one of them can be made."""
    return one.where == other.where and (
        one.correct in other.correct or other.correct in one.correct
    )


def _rule(
    name: str,
    kind: type[optimcore.Optimizer],
    ball_update: Callable[..., Any],
    coarse: Callable[..., Any],
) -> Rule:
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
        coarse if name in COARSE else None,
    )
