"""The rules agree with the packages of their authors, where these are installed."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import Enclosure, enclose
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.rules.registry import Rule
from properties.scenarios.encoding import decode_group, decode_hyper
from properties.scenarios.model import Scenario, SetHyper, Step
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.torch_driver import TorchSubject
from properties.subjects.trajectory import SubjectError
from properties.tests.shared_values.example_rules import D_ADAPT_SGD, PRODIGY, registered

PACKAGES = {
    "prodigyopt": ("Prodigy", PRODIGY, "Prodigy"),
    "dadaptation": ("DAdaptSGD", D_ADAPT_SGD, "d_adapt_sgd"),
}


def scenarios(rule: Rule, examples: int) -> list[Scenario]:
    """Random scenarios with values for which the packages follow the papers.

    They do nothing at a learning rate of 0, and D-Adaptation divides by the first gradient's norm.
    """
    drawn = sample_scenarios(
        small_scenarios(rule, CoreSubject(rule.name).capabilities), examples, 5
    )
    return [s for s in drawn if _is_accepted(s)]


def _is_accepted(scenario: Scenario) -> bool:
    given = [decode_group(group) for group in scenario.groups]
    rates = [group["lr"] for group in given]
    rates += [decode_hyper(e.value) for e in scenario.events if isinstance(e, SetHyper)]
    first = [e for e in scenario.events if isinstance(e, Step)][:1]
    moves = any(g and any(map(float.fromhex, g.values)) for e in first for g in e.gradients)
    positive = all(rates) and all(group.get("eps", 1.0) for group in given)
    # Without the first moment, prodigyopt scales the gradient with the new estimate.
    averaged = all(group["betas"][0] for group in given if "betas" in group)  # type: ignore[index]
    return moves and positive and averaged


def _is_expected(package: str, raised: SubjectError, bounds: Enclosure) -> bool:
    """Return whether an exception comes of an overflow, or of a defect that is known.

    dadaptation divides by the norm of the sums before it tests whether that is 0.
    """
    known = package == "dadaptation" and raised.kind == "ZeroDivisionError"
    return known or not all(np.isfinite(radius).all() for radius in bounds.rad[raised.event])


@pytest.mark.parametrize("package", PACKAGES)
def test_a_rule_agrees_with_the_package_of_its_authors(package: str) -> None:
    pytest.importorskip("torch")
    module = pytest.importorskip(package)
    name, text, attribute = PACKAGES[package]
    kind = getattr(importlib.import_module(module.__name__), name)
    with registered(text, attribute) as rule:
        subject = TorchSubject(kind, tuple(rule.defaults))
        decided = several = 0
        for scenario in scenarios(rule, 18):
            bounds, outcome = enclose(rule, scenario), subject.run(scenario)
            if isinstance(outcome, SubjectError):
                assert _is_expected(package, outcome, bounds), (outcome, scenario)
                continue
            evidence = compare_with_enclosure(scenario, outcome, bounds)
            assert not evidence.is_broken, (evidence.message, scenario)
            decided += evidence.decided
            several += len(scenario.parameters) > 1
        assert decided > 100
        assert several > 2
