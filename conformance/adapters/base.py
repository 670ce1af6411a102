"""What an adapter is: a way to build one kind of optimizer, and what its world promises."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from properties.names import Names
from properties.rules import Rule
from properties.scenario import Scenario
from properties.trajectory import Abilities, Outcome
from properties.workbench import Instance, Plan, drive

from ..precision import precise
from ..target import Target
from .plain import LACKS

Build = Callable[[Target, Names, Plan], Instance]
Run = Callable[[Target, Names, Scenario], Outcome]

# What a library without any promise of its own is tried on first.
UNPROMISED = frozenset({"float32", "scalar", "empty", "no gradient"})


def never(target: Target) -> bool:
    """No target."""
    return False


def from_package(name: str) -> Callable[[Target], bool]:
    """Whether a target was made by that package or derives from its classes, or is told by it."""

    def claims(target: Target) -> bool:
        kinds = target.thing.__mro__ if isinstance(target.thing, type) else (target.thing,)
        made = [getattr(kind, "__module__", "") or "" for kind in kinds]
        told = target.text.partition(":")[0]
        return any(place.split(".")[0] == name for place in (*made, told))

    return claims


def using(package: str) -> Callable[[Target], bool]:
    """Whether a target's module uses that package, so that it may build something of it."""
    return lambda target: target.uses(package)


def asks_for(target: Target, names: Collection[str]) -> bool:
    """Whether a target's first argument bears one of these names."""
    try:
        first = next(iter(inspect.signature(target.thing).parameters), "")
    except (TypeError, ValueError):
        return False
    return first in names


@dataclass(frozen=True)
class Adapter:
    """One kind of optimizer.

    Attributes:
        build: a live optimizer with its parameters.
        claims: whether a target is of this kind for sure.
        suits: whether a target may be of this kind, so that it is worth a try.
        rank: of those that may suit, the lowest is tried first.
        settable: whether a hyper-parameter can be changed on that live optimizer.
        lacks: what a target of this kind cannot do, or does not promise, with the reason.
        probed: abilities that a target of this kind does not promise; each is tried first.
        takes_parameters: whether a constructor's first argument is the list of parameters.
        names: what the library calls hyper-parameters, by the rule's name and ours; a rule named
            ``""`` stands for every one.
        entries: whether a parameter group may have entries beside hyper-parameters.
        run: leads a target through a whole scenario, where it is not led event by event.
    """

    name: str
    summary: str
    build: Build
    claims: Callable[[Target], bool]
    suits: Callable[[Target], bool] = never
    rank: int = 0
    settable: Callable[[Instance, str], bool] = lambda instance, theirs: False
    lacks: Callable[[Target], Mapping[str, str]] = lambda target: LACKS
    probed: Callable[[Target], frozenset[str]] = lambda target: UNPROMISED
    takes_parameters: bool = True
    names: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    entries: bool = False
    run: Run | None = None

    def spelled(self, rule: Rule) -> dict[str, tuple[str, ...]]:
        """What the library calls the hyper-parameters of a rule, where that is not plain."""
        known = {ours: theirs for (of, ours), theirs in self.names.items() if not of}
        own = {ours: theirs for (of, ours), theirs in self.names.items() if of == rule.name}
        return {**known, **own}


@dataclass(frozen=True)
class Live:
    """A subject in this process, behind one adapter."""

    target: Target
    adapter: Adapter
    names: Names
    abilities: Abilities

    @property
    def name(self) -> str:
        return self.target.text

    def run(self, scenario: Scenario) -> Outcome:
        if self.adapter.run is not None:
            return self.adapter.run(self.target, self.names, scenario)
        with (
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            precise(scenario.dtypes),
        ):
            warnings.simplefilter("ignore")
            return drive(lambda plan: self.adapter.build(self.target, self.names, plan), scenario)


registered: dict[str, Adapter] = {}


def register(adapter: Adapter) -> Adapter:
    """Make an adapter known by its name."""
    registered[adapter.name] = adapter
    return adapter
