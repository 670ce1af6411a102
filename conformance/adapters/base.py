"""What an adapter is: a way to build one kind of optimizer, and what its world promises."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from properties.names import Names
from properties.scenario import Scenario
from properties.trajectory import Abilities, Outcome
from properties.workbench import Instance, Plan, drive

from ..target import Target

Build = Callable[[Target, Names, Plan], Instance]


@dataclass(frozen=True)
class Adapter:
    """One kind of optimizer.

    Attributes:
        build: a live optimizer with its parameters.
        claims: whether a target is of this kind for sure.
        suits: whether a target may be of this kind, so that it is worth a try.
        settable: whether a hyper-parameter can be changed on that live optimizer.
        lacks: what a target of this kind cannot do, or does not promise, with the reason.
        probed: abilities that a target of this kind does not promise; each is tried first.
    """

    name: str
    summary: str
    build: Build
    claims: Callable[[Target], bool]
    suits: Callable[[Target], bool]
    settable: Callable[[Instance, str], bool]
    lacks: Callable[[Target], Mapping[str, str]]
    probed: Callable[[Target], frozenset[str]]


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
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return drive(lambda plan: self.adapter.build(self.target, self.names, plan), scenario)


registered: dict[str, Adapter] = {}


def register(adapter: Adapter) -> Adapter:
    """Make an adapter known by its name."""
    registered[adapter.name] = adapter
    return adapter
