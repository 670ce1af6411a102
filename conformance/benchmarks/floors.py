"""Measure the smallest errors that the corpus and a convergence test detect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import optimcore
from properties.case_study.naive_test import RATE, TOLERANCE, naive_test_result
from properties.engine.detection import LARGEST_ERROR, DetectionPower, perturb
from properties.generation.corpus import corpus
from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue
from properties.subjects.optimcore_subject import CoreSubject


@dataclass(frozen=True)
class DetectionLimitRow:
    """The smallest detected relative errors in one hyper-parameter, in machine epsilons."""

    hyper: str
    float64: int | None
    float32: int | None
    naive_test: int | None


def measure_detection_limits(rule: Rule) -> Iterator[DetectionLimitRow]:
    """Yield a row for each number in the hyper-parameters of a rule."""
    capabilities = CoreSubject(rule.name).capabilities
    found = DetectionPower(rule, capabilities, [], corpus(rule.name)).detection_limits()
    seen = {(floor.hyper, floor.dtype): floor.epsilons for floor in found}
    for hyper in dict.fromkeys(name for name, _ in seen):
        yield DetectionLimitRow(
            hyper,
            seen.get((hyper, "float64")),
            seen.get((hyper, "float32")),
            naive_test_limit(rule, hyper),
        )


def naive_test_limit(rule: Rule, hyper: str) -> int | None:
    """Find the smallest error in a default that the convergence test detects."""
    name, _, place = hyper.rstrip("]").partition("[")
    clean = naive_test_result(rule.name, optimcore)
    for power in range(LARGEST_ERROR + 1):
        factor = 1 + 2.0**power * float(np.finfo(np.float64).eps)
        value = perturb(_tested_value(rule, name), int(place) if place else None, factor)
        result = naive_test_result(rule.name, optimcore, **{name: value})
        if not np.max(np.abs(result - clean)) <= TOLERANCE:
            return int(2**power)
    return None


def _tested_value(rule: Rule, name: str) -> HyperValue:
    """The value in the convergence test: its own lr, otherwise the default."""
    return RATE if name == "lr" else rule.defaults[name]
