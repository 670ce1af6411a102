"""Enclosures of rules whose parameters share values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.diagnosis.hypotheses.shared_value_hypotheses import enclose_parts
from properties.enclosures.evaluate import enclose
from properties.rules.registry import Rule
from properties.scenarios.model import (
    EncodedHyper,
    Event,
    Restart,
    Rewind,
    Save,
    Scenario,
    Start,
    Step,
)
from properties.scenarios.model import encode_array as array
from properties.scenarios.transforms import reverse_parameters
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory
from properties.tests.shared_values.example_rules import D_ADAPT_SGD, registered
from properties.tests.traits.own_rule_text import HEAD

THRESHOLD = f"""{HEAD}
def norm(thetas, gs, states, shared, t, h):
    size = sum(np.sum(g * g) for g in gs)
    if size > h.bound:
        return {{"scale": 0.5}}
    return {{"scale": 1.0}}

@optimcore.rule(lr=1.0, bound=optimcore.positive(0.3), shared=norm)
def mine(theta, g, s, t, h, shared):
    return theta - h.lr * shared["scale"] * g, {{}}
"""

FIRST: tuple[Sequence[float], ...] = ([1.0, 2.0, 0.0], [0.5])
SECOND: tuple[Sequence[float] | None, ...] = (None, [3.0])


@pytest.fixture(scope="module")
def rule() -> Iterator[Rule]:
    with registered(D_ADAPT_SGD, "d_adapt_sgd") as found:
        yield found


def step(*gradients: Sequence[float] | None) -> Step:
    return Step(tuple(g if g is None else array(g) for g in gradients))


def scenario(rule: Rule, *events: Event) -> Scenario:
    starts = (Start(array([1.0, -2.0, 3.0])), Start(array([0.5])))
    group: dict[str, EncodedHyper] = {"lr": (1.0).hex(), "d0": (0.125).hex()}
    return Scenario(rule.name, "float64", starts, (group,), events)


def run(case: Scenario) -> Trajectory:
    found = CoreSubject(case.rule).run(case)
    assert isinstance(found, Trajectory)
    return found


SEQUENCES = {
    "steps": (step(*FIRST), step(*SECOND), step(*FIRST)),
    "restart": (step(*FIRST), step(*FIRST), Restart(), step(*SECOND), step(*FIRST)),
    "checkpoint": (
        step(*FIRST), Save(), step(*SECOND), step(*FIRST), Rewind(), step(*FIRST), step(*SECOND),
    ),
    "nothing to share": (step(*FIRST), step(None, None), step(*FIRST)),
}  # fmt: skip


@pytest.mark.parametrize("name", SEQUENCES)
def test_the_rule_is_inside_and_a_run_without_the_shared_state_is_not(
    rule: Rule, name: str
) -> None:
    case = scenario(rule, *SEQUENCES[name])
    bounds = enclose(rule, case)
    assert all(np.isfinite(r).all() for frame in bounds.rad for r in frame)
    assert not compare_with_enclosure(case, run(case), bounds).is_broken
    alone = enclose_parts(rule, case, [(0,), (1,)])
    wrong = Trajectory(alone.mid)
    assert compare_with_enclosure(case, wrong, bounds).is_broken


def test_the_order_of_the_parameters_does_not_matter(rule: Rule) -> None:
    case = scenario(rule, *SEQUENCES["steps"])
    backward = run(reverse_parameters(case))
    seen = Trajectory(tuple(frame[::-1] for frame in backward.frames))
    assert not compare_with_enclosure(case, seen, enclose(rule, case)).is_broken


def test_equal_elements_are_not_merged(rule: Rule) -> None:
    case = scenario(rule, step([1.0, 1.0, 1.0], [1.0]))
    [[first, second]] = enclose(rule, case).mid
    np.testing.assert_allclose(first, np.array([1.0, -2.0, 3.0]) - 0.125 / 2)
    np.testing.assert_allclose(second, 0.5 - 0.125 / 2)


def test_an_undecided_branch_of_the_shared_values_keeps_both_outcomes() -> None:
    with registered(THRESHOLD, "mine") as mine:
        group: dict[str, EncodedHyper] = {"lr": (1.0).hex(), "bound": (0.3).hex()}
        starts = (Start(array([0.0])), Start(array([0.0])))
        near = np.sqrt(0.15)
        case = Scenario(mine.name, "float64", starts, (group,), (step([near], [near]),))
        bounds = enclose(mine, case)
        [[mid, _]], [[rad, _]] = bounds.mid, bounds.rad
        low, high = float(mid[0] - rad[0]), float(mid[0] + rad[0])
        assert low <= -near
        assert -near / 2 <= high
        far = Scenario(mine.name, "float64", starts, (group,), (step([1.0], [1.0]),))
        [[radius, _]] = enclose(mine, far).rad
        assert float(radius[0]) < 1e-15


def test_what_is_unknown_of_one_parameter_is_unknown_of_all_until_a_checkpoint_is_loaded(
    rule: Rule,
) -> None:
    case = scenario(
        rule, step([0.0, 0.0, 0.0], [0.0]), step(*FIRST), Restart(), step(*SECOND)
    )  # the norm of the first gradient is 0, and the rate is divided by it
    radii = enclose(rule, case).rad
    assert [bool(np.isfinite(frame[1]).all()) for frame in radii] == [False] * 4
    later = scenario(rule, Save(), step([0.0, 0.0, 0.0], [0.0]), Rewind(), step(*FIRST))
    radii = enclose(rule, later).rad
    assert [bool(np.isfinite(frame[1]).all()) for frame in radii] == [True, False, True, True]
