"""Enclosures of looks: what is evaluated, and what training goes on with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import Enclosure, enclose
from properties.rules.registry import Modes, Rule
from properties.scenarios.model import (
    EncodedHyper,
    Event,
    Look,
    Precision,
    Restart,
    Resume,
    Scenario,
    Start,
    Step,
)
from properties.scenarios.model import encode_array as array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory
from properties.tests.evaluation.example_rules import HALFWAY, SCHEDULE_FREE_SGD
from properties.tests.shared_values.example_rules import registered
from properties.tests.traits.own_rule_text import HEAD

STEP = Step((array([1.0, -2.0]), array([0.5])))
OTHER = Step((array([0.75, 0.5]), None))

THRESHOLD = f"""{HEAD}
def clipped(theta, s, t, h):
    if np.max(theta) > h.bound:
        return theta / 2
    return theta

@optimcore.rule(lr=1.0, bound=optimcore.positive(0.3), shown=clipped)
def mine(theta, g, s, t, h):
    return theta - h.lr * g, {{}}
"""


@pytest.fixture(scope="module")
def rule() -> Iterator[Rule]:
    with registered(SCHEDULE_FREE_SGD, "schedule_free_sgd") as found:
        yield found


def scenario(
    rule: Rule, *events: Event, momentum: float = 0.75, dtype: Precision = "float64"
) -> Scenario:
    starts = (Start(array([1.0, 3.0])), Start(array([-0.5])))
    group: dict[str, EncodedHyper] = {"lr": (0.3).hex(), "momentum": momentum.hex()}
    return Scenario(rule.name, dtype, starts, (group,), events)


def run(case: Scenario) -> Trajectory:
    found = CoreSubject(case.rule).run(case)
    assert isinstance(found, Trajectory)
    return found


def widths(bounds: Enclosure, k: int) -> list[float]:
    """Return the radii after event k, in units of the values."""
    pairs = zip(bounds.rad[k], bounds.mid[k], strict=True)
    return [float(np.max(rad / np.abs(mid))) for rad, mid in pairs]


SEQUENCES = {
    "steps": (STEP, Look(), OTHER, Look(), STEP, Look()),
    "before a step": (Look(), STEP, Look(), Look()),
    "twice": (STEP, Look(2), STEP, Look(2)),
    "restart": (STEP, OTHER, Look(), Restart(), Look(), OTHER, Look()),
    "resume": (STEP, OTHER, Look(), Resume(), Look(), OTHER, Look()),
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SEQUENCES)
def test_the_rule_is_inside_and_all_points_are_decided(
    rule: Rule, name: str, dtype: Precision
) -> None:
    case = scenario(rule, *SEQUENCES[name], dtype=dtype)
    evidence = compare_with_enclosure(case, run(case), enclose(rule, case))
    assert not evidence.is_broken, evidence.message
    assert evidence.undecided == 0


def test_the_point_of_evaluation_is_the_average_and_the_parameter_stays() -> None:
    with registered(HALFWAY, "halfway") as rule:
        group: dict[str, EncodedHyper] = {"lr": (0.5).hex()}
        case = Scenario(
            rule.name, "float64", (Start(array([1.0])),), (group,),
            (Step((array([1.0]),)), Look(), Step((array([2.0]),)), Look()),
        )  # fmt: skip
        bounds = enclose(rule, case)
        assert [float(frame[0][0]) for frame in bounds.mid] == [0.5, 0.75, -0.5, 0.25]


def test_a_look_widens_the_parameter_by_few_roundings(rule: Rule) -> None:
    looked = enclose(rule, scenario(rule, STEP, Look(), STEP))
    plain = enclose(rule, scenario(rule, STEP, STEP))
    for wide, narrow in zip(widths(looked, 2), widths(plain, 1), strict=True):
        assert 2.0**-53 < wide - narrow < 100 * 2.0**-53


def in_place(case: Scenario) -> Trajectory:
    """Return the run of schedule-free SGD, of which each point is computed from the other."""
    lr, beta = (np.float32(0.3), np.float32(float.fromhex(str(case.groups[0]["momentum"]))))
    frames, y = [], [a.copy() for a in case.arrays()]
    z, total = [a.copy() for a in y], 0
    for event in case.events:
        if isinstance(event, Step):
            total += 1
            c = np.float32(1 / total)
            for i, g in enumerate(case.gradients(event)):
                assert g is not None
                y[i] = y[i] + c * (z[i] - y[i]) - lr * (1 - beta * (1 - c)) * g
                z[i] = z[i] - lr * g
            frames.append(tuple(a.copy() for a in y))
        else:
            x = [a + (1 - 1 / beta) * (b - a) for a, b in zip(y, z, strict=True)]
            frames.append(tuple(x))
            y = [a + (1 - beta) * (b - a) for a, b in zip(x, z, strict=True)]
    return Trajectory(tuple(frames))


@pytest.mark.parametrize("momentum", [0.9, 0.5, 0.03125, 0.99])
def test_points_that_are_computed_from_each_other_stay_inside_for_many_looks(
    rule: Rule, momentum: float
) -> None:
    case = scenario(rule, *(STEP, Look(), Look(), Look()) * 6, momentum=momentum, dtype="float32")
    seen = in_place(case)
    plain = run(case)
    assert any(
        (a != b).any()
        for one, other in zip(seen.frames, plain.frames, strict=True)
        for a, b in zip(one, other, strict=True)
    )
    evidence = compare_with_enclosure(case, seen, enclose(rule, case))
    assert evidence.ratio < 1, evidence.message


def test_a_point_that_says_nothing_about_the_parameter_leaves_it() -> None:
    text = HALFWAY.replace('(theta + s["start"]) / 2', 's["start"]')
    with registered(text, "halfway") as rule:
        group: dict[str, EncodedHyper] = {"lr": (0.5).hex()}
        case = Scenario(
            rule.name, "float64", (Start(array([1.0])),), (group,),
            (Step((array([1.0]),)), Look(), Step((array([2.0]),))),
        )  # fmt: skip
        bounds = enclose(rule, case)
        assert float(bounds.mid[1][0][0]) == 1.0
        assert 0 < float(bounds.rad[2][0][0]) < 1e-14


def test_a_point_that_cannot_be_computed_is_indefinite_and_what_follows_too(rule: Rule) -> None:
    bounds = enclose(rule, scenario(rule, STEP, Look(), STEP, momentum=0.0))
    assert [bool(np.isfinite(frame[0]).any()) for frame in bounds.rad] == [True, False, False]


def test_an_undecided_branch_keeps_both_points() -> None:
    with registered(THRESHOLD, "mine") as mine:
        group: dict[str, EncodedHyper] = {"lr": (1.0).hex(), "bound": (0.3).hex()}
        case = Scenario(
            mine.name, "float64", (Start(array([0.6])),), (group,), (Step((array([0.3]),)), Look())
        )
        bounds = enclose(mine, case)
        mid, rad = float(bounds.mid[1][0][0]), float(bounds.rad[1][0][0])
        assert mid - rad <= 0.15
        assert mid + rad >= 0.3


@pytest.mark.parametrize(
    ("modes", "differing"),
    [("correct", []), ("ignored", [2]), ("unrestored", [3]), ("repeated", [2]), ("retrained", [3])],
)
def test_a_hypothesis_about_modes_changes_what_is_seen_after_them(
    rule: Rule, modes: Modes, differing: list[int]
) -> None:
    case = scenario(rule, STEP, OTHER, Look(2), STEP)
    assumed, plain = enclose(replace(rule, modes=modes), case), enclose(rule, case)
    pairs = enumerate(zip(assumed.mid, plain.mid, strict=True))
    assert [k for k, (a, b) in pairs if not np.allclose(a[0], b[0], rtol=1e-12)] == differing
