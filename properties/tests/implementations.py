"""Scenarios that every implementation of a rule is run on, and its worst deviation on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from properties.comparison.evidence import Evidence, total
from properties.comparison.trajectories import within
from properties.enclosures.evaluate import Enclosure, enclose
from properties.generation.corpus import corpus
from properties.generation.families import families
from properties.rules.registry import rules
from properties.scenarios.encoding import to_json
from properties.scenarios.model import HyperValue, Precision, Scenario
from properties.subjects.driver import Build
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.runner import drive
from properties.subjects.trajectory import Abilities, Trajectory

PRECISIONS: tuple[Precision, ...] = ("float64", "float32")
each_precision = pytest.mark.parametrize("dtype", PRECISIONS)

# Scenarios that each implementation is put through, in each precision.
LEAST = 60


@cache
def scenarios(rule: str, dtype: Precision, family: str = "everyday") -> tuple[Scenario, ...]:
    """Extreme scenarios that use only what every implementation supports."""
    abilities = CoreSubject(rule).abilities
    plain = Abilities(
        abilities.hyper,
        frozenset({"lr", "weight_decay"}) & abilities.settable,
        frozenset(),
        abilities.lacks | dict.fromkeys(("resume", "zero_grad"), "not written"),
    )
    strategy = {f.name: f.scenarios for f in families(rules()[rule], plain)}[family]
    found: dict[bytes, Scenario] = {}

    @seed(0)
    @settings(
        max_examples=260 if family == "everyday" else 8,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(scenario: Scenario) -> None:
        if scenario.dtype == dtype and scenario.size and scenario.steps:
            found[to_json(scenario)] = scenario

    collect()
    return tuple(found.values())[: LEAST + 15]


@cache
def enclosed(rule: str, dtype: Precision) -> tuple[tuple[Scenario, Enclosure], ...]:
    return tuple((s, enclose(rules()[rule], s)) for s in scenarios(rule, dtype))


@cache
def sharpened(rule: str, dtype: Precision) -> tuple[tuple[Scenario, Enclosure], ...]:
    """The same, and the corpus, which is chosen for the smallest errors."""
    chosen = [s for s in corpus(rule) if s.dtype == dtype]
    return enclosed(rule, dtype) + tuple((s, enclose(rules()[rule], s)) for s in chosen)


def seen(build: Build, rule: str, dtype: Precision) -> Evidence:
    """The worst that an implementation shows on all scenarios."""
    found = []
    for scenario, enclosure in enclosed(rule, dtype):
        with np.errstate(all="ignore"):
            run = drive(build, scenario)
        assert isinstance(run, Trajectory), run
        found.append(within(scenario, run, enclosure))
    assert len(found) >= LEAST
    return total(found)


def off_by(name: str, factor: float) -> Callable[[str, HyperValue, int], HyperValue]:
    def changed(hyper: str, value: HyperValue, group: int) -> HyperValue:
        return value * factor if hyper == name and isinstance(value, float) else value

    return changed
