"""Schedule-free AdamW agrees with the package of its authors, where that is installed."""

from __future__ import annotations

import numpy as np
import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.rules.registry import Rule
from properties.scenarios.model import EncodedHyper, Look, Scenario, SetHyper, Start, Step
from properties.scenarios.model import encode_array as array
from properties.scenarios.transforms import change, with_all_gradients
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.torch_driver import TorchSubject
from properties.subjects.trajectory import Trajectory
from properties.tests.evaluation.example_rules import SCHEDULE_FREE_ADAMW
from properties.tests.shared_values.example_rules import registered

NAME = "ScheduleFreeAdamW"
CLASSES = ("AdamWScheduleFree", "AdamWScheduleFreeReference")


def scenarios(rule: Rule, examples: int) -> list[Scenario]:
    """Random scenarios with a gradient for each parameter: the package counts the steps of all."""
    drawn = sample_scenarios(
        small_scenarios(rule, CoreSubject(rule.name).capabilities), examples, 5
    )
    return [with_all_gradients(s) for s in drawn]


# The learning rates after each step.
LRS = tuple(lr.hex() for lr in (0.5, 0.25, 1.0, 0.75, 0.5))


@pytest.mark.parametrize("name", CLASSES)
def test_the_rule_agrees_with_the_package_of_its_authors(
    name: str,
) -> None:
    pytest.importorskip("torch")
    package = pytest.importorskip("schedulefree")
    with registered(SCHEDULE_FREE_ADAMW, NAME) as rule:
        subject = TorchSubject(getattr(package, name), tuple(rule.defaults))
        decided = looks = 0
        for scenario in scenarios(rule, 40):
            bounds, outcome = enclose(rule, scenario), subject.run(scenario)
            assert isinstance(outcome, Trajectory), (outcome, scenario)
            evidence = compare_with_enclosure(scenario, outcome, bounds)
            assert not evidence.is_broken, (evidence.message, scenario)
            decided += evidence.decided
            looks += sum(isinstance(e, Look) for e in scenario.events)
        assert decided > 200
        assert looks > 20


def test_warm_up_weights_and_decay_are_those_of_the_package() -> None:
    pytest.importorskip("torch")
    package = pytest.importorskip("schedulefree")
    steps = [Step((array([g, -g]),)) for g in (1.0, 0.25, -2.0, 0.5, 3.0)]
    events = tuple(
        e for k, step in enumerate(steps) for e in (step, Look(), SetHyper("lr", LRS[k]))
    )
    group: dict[str, EncodedHyper] = {
        "lr": (0.5).hex(), "betas": ((0.9).hex(), (0.99).hex()), "eps": (1e-3).hex(),
        "weight_decay": (0.125).hex(), "warmup_steps": 3, "r": (1.0).hex(),
        "weight_lr_power": (1.5).hex(),
    }  # fmt: skip
    with registered(SCHEDULE_FREE_ADAMW, NAME) as rule:
        case = Scenario(rule.name, "float64", (Start(array([1.0, -3.0])),), (group,), events)
        subject = TorchSubject(package.AdamWScheduleFree, tuple(rule.defaults))
        run, bounds = subject.run(case), enclose(rule, case)
        assert isinstance(run, Trajectory), run
        evidence = compare_with_enclosure(case, run, bounds)
        assert not evidence.is_broken, evidence.message
        assert evidence.undecided == 0
        for name, value in (("weight_decay", 0.0), ("r", 0.0), ("weight_lr_power", 2.0)):
            other = change(case, groups=({**group, name: value.hex()},))
            assert not np.allclose(enclose(rule, other).mid[-1][0], bounds.mid[-1][0], rtol=1e-6)
