"""An enclosure follows every event of a scenario, as the run of a subject does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from flint import ctx

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.arb_functions import WORKING_BITS
from properties.enclosures.ball_arrays import Balls
from properties.enclosures.evaluate import Enclosure, enclose
from properties.enclosures.float_formats import FORMATS, Format
from properties.rules.registry import Rule, rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    AddGroup,
    EncodedHyper,
    Event,
    Precision,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory

Update = Callable[..., Any]

GROUPS: dict[str, dict[str, EncodedHyper]] = {
    "sgd": {"lr": encode_hyper(0.5), "momentum": encode_hyper(0.75)},
    "adam": {"lr": encode_hyper(0.5), "betas": encode_hyper((0.5, 0.75))},
}
STEPS = [Step((encode_array([k + 1.0, -0.5]),)) for k in range(4)]
EVENTS: dict[str, tuple[Event, ...]] = {
    "a step repeated": (STEPS[0], Step(STEPS[1].gradients, times=3), STEPS[2]),
    "another learning rate": (STEPS[0], SetHyper("lr", encode_hyper(0.125)), STEPS[1]),
    "a restart": (STEPS[0], STEPS[1], Restart(), STEPS[2], STEPS[3]),
    "a checkpoint gone back to": (
        STEPS[0], Save(), STEPS[1], SetHyper("lr", encode_hyper(0.125)), STEPS[2], Rewind(),
        STEPS[3],
    ),
    "a checkpoint gone back to twice": (
        STEPS[0], Save(), STEPS[1], Rewind(), SetHyper("lr", encode_hyper(0.125)), STEPS[2],
        Rewind(),
        STEPS[3],
    ),
    "a step without a gradient": (STEPS[0], Step((None,)), STEPS[1]),
}  # fmt: skip


def scenario(
    rule: str,
    events: tuple[Event, ...],
    *starts: Start,
    group: dict[str, EncodedHyper] | None = None,
) -> Scenario:
    given = starts or (Start(encode_array([8.0, 3.0])),)
    return Scenario(rule, "float64", given, (GROUPS[rule] if group is None else group,), events)


STEP_OF_BOTH = Step((encode_array([1.0]), encode_array([1.0])))


def two_groups(second_lr: float, *events: Event) -> Scenario:
    """Two parameters at 0 in a group each, the first with lr 1."""
    starts = (Start(encode_array([0.0])), Start(encode_array([0.0]), group=1))
    groups = ({"lr": encode_hyper(1.0)}, {"lr": encode_hyper(second_lr)})
    return Scenario("sgd", "float64", starts, groups, events)


@pytest.mark.parametrize("rule", sorted(GROUPS))
@pytest.mark.parametrize("events", EVENTS.values(), ids=EVENTS.keys())
def test_the_float_run_is_in_the_ball_run_after_every_event(
    rule: str, events: tuple[Event, ...]
) -> None:
    case = scenario(rule, events)
    run = CoreSubject(rule).run(case)
    assert isinstance(run, Trajectory)
    enclosure = enclose(rules()[rule], case)
    assert len(enclosure.mid) == len(enclosure.rad) == len(events)
    seen = compare_with_enclosure(case, run, enclosure)
    assert seen.ratio <= 1, seen.message
    assert (seen.decided, seen.undecided) == (2 * len(events), 0)


def same(one: Enclosure, other: Enclosure) -> bool:
    """Whether the parameters end in the same balls."""
    return all(
        np.array_equal(a, b)
        for name in ("mid", "rad")
        for a, b in zip(getattr(one, name)[-1], getattr(other, name)[-1], strict=True)
    )


def last(rule: Rule, case: Scenario) -> list[Any]:
    """The midpoints after the last event."""
    return [m.tolist() for m in enclose(rule, case).mid[-1]]


def test_a_scheduler_multiplies_the_learning_rate_after_every_step() -> None:
    scheduled = scenario("sgd", (STEPS[0], Schedule((0.5).hex()), *STEPS[1:]))
    changed: list[Event] = [STEPS[0], STEPS[1]]
    for k, step in enumerate(STEPS[2:]):
        changed += [SetHyper("lr", encode_hyper(0.5 * 0.5 ** (k + 1))), step]
    assert same(
        enclose(rules()["sgd"], scheduled), enclose(rules()["sgd"], scenario("sgd", tuple(changed)))
    )
    assert not same(
        enclose(rules()["sgd"], scheduled), enclose(rules()["sgd"], scenario("sgd", tuple(STEPS)))
    )


def test_a_scheduler_multiplies_the_learning_rate_of_every_group() -> None:
    two = two_groups(4.0, Schedule((0.5).hex()), STEP_OF_BOTH, STEP_OF_BOTH)
    assert last(rules()["sgd"], two) == [[-1.5], [-6.0]]


HALVING = Schedule((0.5).hex())
ONE_STEP = Step((encode_array([1.0]),))


@pytest.mark.parametrize(
    ("rebuilt", "rates"),
    [
        ((Restart(),), [1.0, 1.0]),
        ((Resume(),), [0.25, 0.25]),
        ((Resume(), Restart()), [1.0, 1.0]),
        ((Save(), ONE_STEP, Rewind()), [0.25, 0.25]),
        ((Save(), SetHyper("lr", encode_hyper(8.0)), Rewind(), Restart()), [1.0, 1.0]),
        ((SetHyper("lr", encode_hyper(8.0)), Restart()), [8.0, 8.0]),
        ((Restart(), HALVING), [1.0, 0.5]),
    ],
)
def test_an_optimizer_built_anew_has_no_scheduler_and_the_rate_it_is_given_or_loaded_with(
    rebuilt: tuple[Event, ...], rates: list[float]
) -> None:
    before = (HALVING, ONE_STEP, ONE_STEP, *rebuilt)
    case = scenario(
        "sgd",
        (*before, ONE_STEP, ONE_STEP),
        Start(encode_array([0.0])),
        group={"lr": encode_hyper(1.0)},
    )
    path = [float(m[0][0]) for m in enclose(rules()["sgd"], case).mid[len(before) - 1 :]]
    assert [a - b for a, b in pairwise(path)] == rates


def test_a_scheduler_leaves_a_group_alone_that_has_not_joined() -> None:
    late = two_groups(1.0, HALVING, STEP_OF_BOTH, AddGroup(1), STEP_OF_BOTH, STEP_OF_BOTH)
    found = enclose(rules()["sgd"], late)
    assert [float(m[0][0]) for m in found.mid] == [0, -1, -1, -1.5, -1.75]
    assert [float(m[1][0]) for m in found.mid] == [0, 0, 0, -1, -1.5]


def test_a_hyper_parameter_is_changed_in_its_group_alone() -> None:
    two = two_groups(4.0, SetHyper("lr", encode_hyper(2.0), 1), STEP_OF_BOTH)
    assert last(rules()["sgd"], two) == [[-1.0], [-2.0]]


def test_a_group_that_joins_late_stands_still_until_then() -> None:
    late = two_groups(1.0, STEP_OF_BOTH, AddGroup(1), STEP_OF_BOTH, STEP_OF_BOTH)
    found = enclose(rules()["sgd"], late)
    assert [float(m[0][0]) for m in found.mid] == [-1, -1, -2, -3]
    assert [float(m[1][0]) for m in found.mid] == [0, 0, -1, -2]


def counting(theta: Balls, g: Balls, s: Any, t: Balls, h: Any) -> tuple[Balls, Any]:
    """A rule whose parameter is the count of its steps."""
    return 0 * theta + t, s


def as_rule(update: Update, **traits: Any) -> Rule:
    return replace(rules()["sgd"], ball_update=update, **traits)


def test_steps_are_counted_for_each_parameter_and_from_its_last_restart() -> None:
    both, one = STEP_OF_BOTH, Step((None, encode_array([1.0])))
    events: tuple[Event, ...] = (both, one, Save(), one, both, Rewind(), one, Restart(), both)
    case = scenario("sgd", events, Start(encode_array([0.0])), Start(encode_array([0.0])))
    found = enclose(as_rule(counting), case)
    assert [int(m[0][0]) for m in found.mid] == [1, 1, 1, 1, 2, 1, 1, 1, 1]
    assert [int(m[1][0]) for m in found.mid] == [1, 2, 2, 3, 4, 2, 3, 3, 1]


def summing(theta: Balls, g: Balls, s: Any, t: Balls, h: Any) -> tuple[Balls, Any]:
    """A rule with a moment: the sum of all gradients so far."""
    total = s["sum"] + g
    return 0 * theta + total, {"sum": total}


def test_moments_start_as_zeros_and_start_again_at_a_restart() -> None:
    rule = as_rule(summing, moments=("sum",))
    assert last(rule, scenario("sgd", (STEPS[0], STEPS[1]))) == [[3.0, -1.0]]
    assert last(rule, scenario("sgd", (STEPS[0], Restart(), STEPS[1]))) == [[2.0, -0.5]]
    assert last(rule, scenario("sgd", (STEPS[0], Save(), STEPS[1], Rewind(), STEPS[2]))) == [
        [4.0, -1.0]
    ]


class Watching:
    """A rule that moves nothing and records its arguments."""

    def __init__(self) -> None:
        self.seen: list[tuple[Balls, Balls, Any, Balls, Any]] = []
        self.precisions: set[int] = set()

    def __call__(self, theta: Balls, g: Balls, s: Any, t: Balls, h: Any) -> tuple[Balls, Any]:
        self.seen.append((theta, g, s, t, h))
        self.precisions.add(ctx.prec)
        return theta, s


@pytest.mark.parametrize(
    ("dtype", "scalars"),
    [
        ("float64", "float64"), ("float32", "float32"), ("float16", "float32"),
        ("bfloat16", "float32"),
    ],
)  # fmt: skip
def test_beside_half_precision_scalars_are_kept_in_single(
    dtype: Precision, scalars: Precision
) -> None:
    watching = Watching()
    case = scenario("sgd", (STEPS[0],), Start(encode_array([1.0, 2.0]), dtype=dtype))
    enclose(as_rule(watching, moments=("m",)), case)
    ((theta, g, s, t, h),) = watching.seen
    assert theta.form is g.form is s["m"].form is FORMATS[dtype]
    assert t.form is h.lr.form is FORMATS[scalars]


def test_parameters_of_several_precisions_each_get_scalars_of_their_own() -> None:
    watching = Watching()
    one = encode_array([1.0])
    case = scenario(
        "sgd", (Step((one, one)),), Start(one), Start(one, dtype="float32"),
        group={"lr": encode_hyper(0.1)},
    )  # fmt: skip
    enclose(as_rule(watching), case)
    forms: list[Format] = [h.lr.form for *_, h in watching.seen]
    assert forms == [FORMATS["float64"], FORMATS["float32"]]


def test_hyper_parameters_that_are_numbers_come_as_balls_and_others_as_they_are() -> None:
    watching = Watching()
    group: dict[str, EncodedHyper] = {
        "lr": encode_hyper(0.1), "betas": encode_hyper((0.5, None)), "nesterov": True,
        "foreach": None,
        "mode": "max", "steps": 3,
    }  # fmt: skip
    enclose(as_rule(watching), scenario("sgd", (STEPS[0],), group=group))
    h = watching.seen[0][4]
    assert h.lr.arbs.rad() > 0
    assert isinstance(h.betas[0], Balls)
    assert (h.betas[1], h.nesterov, h.foreach, h.mode, h.steps) == (None, True, None, "max", 3)
    assert isinstance(h.momentum, Balls)


def test_equal_elements_are_enclosed_once_where_the_rule_allows_it() -> None:
    watching = Watching()
    start = encode_array([[1.0, 2.0, 1.0], [2.0, 2.0, 1.0]])
    case = scenario("sgd", (Step((start,)),), Start(start))
    assert last(as_rule(watching), case) == [[[1.0, 2.0, 1.0], [2.0, 2.0, 1.0]]]
    assert watching.seen[-1][0].shape == (2,)
    assert last(as_rule(watching, elementwise=False), case) == [[[1.0, 2.0, 1.0], [2.0, 2.0, 1.0]]]
    assert watching.seen[-1][0].shape == watching.seen[-1][1].shape == (2, 3)


@pytest.mark.parametrize("elementwise", [True, False])
@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 0, 3), (2, 1, 2)])
def test_parameters_keep_their_shape(shape: tuple[int, ...], elementwise: bool) -> None:
    numbers = encode_array(np.arange(float(np.prod(shape))).reshape(shape))
    case = scenario("sgd", (Step((numbers,)),), Start(numbers))
    found = enclose(as_rule(summing, moments=("sum",), elementwise=elementwise), case)
    np.testing.assert_array_equal(found.mid[0][0], np.reshape(numbers.numpy("float64"), shape))
    assert found.rad[0][0].shape == shape


def test_elements_differ_where_any_of_their_gradients_does() -> None:
    zeros = encode_array([0.0, 0.0, 0.0])
    steps = tuple(Step((encode_array(g),)) for g in ([1.0, 1.0, 2.0], [3.0, 4.0, 3.0]))
    case = scenario("sgd", steps, Start(zeros))
    assert last(as_rule(summing, moments=("sum",)), case) == [[4.0, 5.0, 5.0]]


def test_the_ball_run_is_at_working_precision_and_leaves_none_behind() -> None:
    watching = Watching()
    before = ctx.prec
    assert before != WORKING_BITS
    enclose(as_rule(watching), scenario("sgd", (STEPS[0],)))
    assert watching.precisions == {WORKING_BITS}
    assert ctx.prec == before


def test_a_parameter_that_never_has_a_gradient_stays_where_it_is() -> None:
    case = scenario("sgd", (Step((None,)), Restart()))
    assert last(rules()["sgd"], case) == [[8.0, 3.0]]


def test_a_step_with_gradients_for_other_parameters_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        enclose(rules()["sgd"], scenario("sgd", (Step((encode_array([1.0, 1.0]), None)),)))


def test_a_number_in_the_state_is_kept_as_it_is() -> None:
    watching = Watching()

    def update(theta: Balls, g: Balls, s: Any, t: Balls, h: Any) -> tuple[Balls, Any]:
        watching(theta, g, s, t, h)
        return theta, {"kind": "a word"}

    enclose(as_rule(update), scenario("sgd", (STEPS[0], STEPS[1])))
    assert watching.seen[1][2] == {"kind": "a word"}


def test_an_enclosure_cannot_be_changed() -> None:
    found = enclose(rules()["sgd"], scenario("sgd", (STEPS[0],)))
    with pytest.raises(FrozenInstanceError):
        found.mid = ()  # type: ignore[misc]


# Branches


def by_branch(theta: Balls, g: Balls, s: Any, t: Balls, h: Any) -> tuple[Balls, Any]:
    """A rule that moves up or down by the learning rate, and keeps the direction in its state."""
    third = g / 3
    if third.sum() * 3 > g.sum():
        return theta + 1, {"way": 0 * theta + 1, "up": theta}
    return theta - 1, {"way": 0 * theta - 1}


def test_the_hull_of_both_paths_of_an_undecided_branch_is_kept() -> None:
    found = enclose(as_rule(by_branch), scenario("sgd", (STEPS[0],)))
    assert found.mid[0][0].tolist() == pytest.approx([8.0, 3.0])
    assert found.rad[0][0].tolist() == pytest.approx([1.0, 1.0])


def test_the_state_after_an_undecided_branch_is_the_hull_of_both_states() -> None:
    watching = Watching()

    def update(*given: Any) -> tuple[Balls, Any]:
        return by_branch(*given) if len(watching.seen) == 0 and not given[2] else watching(*given)

    enclose(as_rule(update, elementwise=False), scenario("sgd", (STEPS[0], STEPS[1])))
    state = watching.seen[0][2]
    assert state.keys() == {"way"}
    assert state["way"].to_arrays()[0].tolist() == pytest.approx([0.0, 0.0], abs=1e-8)
    assert state["way"].to_arrays()[1].tolist() == pytest.approx([1.0, 1.0])


def always_asking(theta: Balls, g: Balls, s: Any, t: Balls, h: Any) -> tuple[Balls, Any]:
    """A rule with more undecided branches than are followed."""
    for _ in range(10):
        theta, s = by_branch(theta, g, s, t, h)
    return theta, s


def test_with_too_many_undecided_branches_the_enclosure_is_indefinite() -> None:
    found = enclose(as_rule(always_asking), scenario("sgd", (STEPS[0], STEPS[1])))
    assert np.isnan(found.rad[0][0]).all()
    assert np.isnan(found.rad[1][0]).all()
