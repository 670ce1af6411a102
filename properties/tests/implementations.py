"""Scenarios that every implementation of a rule is run on, and its largest deviation on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from properties.comparison.evidence import Evidence, combine_evidence
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import Enclosure, enclose
from properties.generation.corpus import corpus
from properties.generation.families import families
from properties.rules.registry import rules
from properties.scenarios.model import HyperValue, Precision, Scenario
from properties.subjects.driver import Build
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.runner import run_scenario
from properties.subjects.trajectory import Capabilities, Trajectory
from properties.tests.drawn_scenarios import distinct_scenarios

PRECISIONS: tuple[Precision, ...] = ("float64", "float32")
each_precision = pytest.mark.parametrize("dtype", PRECISIONS)

# The number of scenarios on which each implementation is run, in each precision.
LEAST = 60


@cache
def scenarios(rule: str, dtype: Precision, family: str = "everyday") -> tuple[Scenario, ...]:
    """Extreme scenarios that use only what every implementation supports."""
    capabilities = CoreSubject(rule).capabilities
    plain = Capabilities(
        capabilities.hyper,
        frozenset({"lr", "weight_decay"}) & capabilities.settable,
        frozenset(),
        capabilities.unsupported | dict.fromkeys(("resume", "zero_grad"), "not written"),
    )
    strategy = {f.name: f.scenarios for f in families(rules()[rule], plain)}[family]
    drawn = distinct_scenarios(strategy, 260 if family == "everyday" else 8)
    found = [s for s in drawn if s.dtype == dtype and s.size and s.steps]
    return tuple(found[: LEAST + 15])


@cache
def enclosed(rule: str, dtype: Precision) -> tuple[tuple[Scenario, Enclosure], ...]:
    return tuple((s, enclose(rules()[rule], s)) for s in scenarios(rule, dtype))


@cache
def sharpened(rule: str, dtype: Precision) -> tuple[tuple[Scenario, Enclosure], ...]:
    """The same with the corpus, which is selected for the smallest errors."""
    chosen = [s for s in corpus(rule) if s.dtype == dtype]
    return enclosed(rule, dtype) + tuple((s, enclose(rules()[rule], s)) for s in chosen)


def compare_build(build: Build, rule: str, dtype: Precision) -> Evidence:
    """The largest deviation of an implementation on all scenarios."""
    found = []
    for scenario, enclosure in enclosed(rule, dtype):
        with np.errstate(all="ignore"):
            run = run_scenario(build, scenario)
        assert isinstance(run, Trajectory), run
        found.append(compare_with_enclosure(scenario, run, enclosure))
    assert len(found) >= LEAST
    return combine_evidence(found)


def off_by(name: str, factor: float) -> Callable[[str, HyperValue, int], HyperValue]:
    def changed(hyper: str, value: HyperValue, group: int) -> HyperValue:
        return value * factor if hyper == name and isinstance(value, float) else value

    return changed
