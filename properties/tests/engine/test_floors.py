"""The smallest errors in hyper-parameters that the corpus detects, compared with rounding."""

from __future__ import annotations

from functools import cache

import pytest

from properties.engine.detection import DetectionLimit, DetectionPower
from properties.generation.corpus import corpus
from properties.rules.registry import rules
from properties.scenarios.encoding import decode_group
from properties.scenarios.model import HyperValue, Scenario
from properties.subjects.optimcore_subject import CoreSubject

# Machine epsilons; of a decay rate beta that many times 1 / (1 - beta), which is how much of an
# error in beta is one in 1 - beta.
LEAST = 64

# Decay rates, each with what it is called and the rules that have it.
RATES = {"betas", "momentum", "alpha", "rho"}

# Here alpha is an exponent.
EXPONENTS = {("asgd", "alpha")}

each_rule = pytest.mark.parametrize("rule", sorted(rules()))


def floors(rule: str, *scenarios: Scenario) -> list[DetectionLimit]:
    return DetectionPower(
        rules()[rule], CoreSubject(rule).capabilities, [], scenarios
    ).detection_limits()


@cache
def of_corpus(rule: str) -> list[DetectionLimit]:
    return floors(rule, *corpus(rule))


@pytest.mark.sampled("rule", "hyper")
@each_rule
@pytest.mark.parametrize("hyper", ["lr", "eps", "weight_decay"])
def test_an_error_of_64_epsilons_is_detected(rule: str, hyper: str) -> None:
    of_it = [f for f in of_corpus(rule) if f.hyper.partition("[")[0] == hyper]
    assert len(of_it) % 2 == 0
    assert bool(of_it) == isinstance(rules()[rule].defaults.get(hyper), float | tuple)
    assert all(f.epsilons is not None and f.epsilons <= LEAST for f in of_it), of_it


@pytest.mark.campaign
@each_rule
def test_an_error_of_64_epsilons_in_1_minus_a_decay_rate_is_detected(rule: str) -> None:
    best: dict[tuple[str, str], float] = {}
    for scenario in corpus(rule):
        for floor in floors(rule, scenario):
            rate = _rate(rule, scenario, floor.hyper)
            if rate is None or rate == 1:
                continue
            key = floor.hyper, floor.dtype
            seen = (floor.epsilons or float("inf")) * (1 - rate)
            best[key] = min(seen, best.get(key, seen))
    assert all(limit <= LEAST for limit in best.values()), best
    assert bool(best) == bool(_rates(rule))


def _rates(rule: str) -> set[str]:
    return {n for n in rules()[rule].defaults if n in RATES and (rule, n) not in EXPONENTS}


def _rate(rule: str, scenario: Scenario, hyper: str) -> float | None:
    """The decay rate that is meant, in the scenario's first group; None if it is none."""
    name, _, place = hyper.rstrip("]").partition("[")
    if name not in _rates(rule):
        return None
    value: HyperValue = (dict(rules()[rule].defaults) | decode_group(scenario.groups[0]))[name]
    chosen = value[int(place)] if isinstance(value, tuple) else value
    return float(chosen) if chosen is not None else None
