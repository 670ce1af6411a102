"""Enclosures of large parameters are those that arbs give, and contain the exact results."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.enclosures import ball_vectors, parameter_enclosure
from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.enclosures.ball_vectors import BallVector
from properties.enclosures.evaluate import Enclosure, enclose
from properties.enclosures.float_formats import Format
from properties.generation.families import families
from properties.rules.registry import Rule, rules
from properties.scenarios.encoding import decode_group, encode_hyper
from properties.scenarios.model import (
    EncodedHyper,
    HyperValue,
    Precision,
    Scenario,
    Start,
    Step,
    encode_array,
)
from properties.subjects.optimcore_subject import CoreSubject
from properties.tests.enclosures.vector_checks import exact_precision

RULES = sorted(rules())
PRECISIONS: tuple[Precision, ...] = ("float64", "float32", "bfloat16")
STEPS = 4

# The limits of the ratio of radii: each quotient and root of arbs is up to 2 percent wider.
WIDER, NARROWER = 1.01, 0.95


def make_hyper(rule: Rule, is_full: bool) -> dict[str, EncodedHyper]:
    """Return the defaults, or hyper-parameters with which every term of the rule is used."""
    values: dict[str, HyperValue] = {}
    if is_full:
        values = {name: True for name, value in rule.defaults.items() if value is False}
        used = {
            "weight_decay": 0.1,
            "momentum": 0.9,
            "dampening": 0.0,
            "lr_decay": 0.1,
            "eps": 1e-3,
        }
        values |= {
            name: value
            for name, value in used.items()
            if isinstance(rule.defaults.get(name), float)
        }
        rule.profile.make_valid(rule.defaults, values)
    return {name: encode_hyper(value) for name, value in values.items()}


def large_scenario(rule: Rule, dtype: Precision, is_full: bool) -> Scenario:
    """Random numbers, with zeros and with elements whose gradient changes its sign or vanishes."""
    rng = np.random.default_rng(7)
    shape = (20, 16)

    def numbers() -> Any:
        drawn = rng.standard_normal(shape) * np.exp2(rng.integers(-3, 4, shape))
        return np.where(rng.random(shape) < 0.1, 0.0, drawn)

    steps = tuple(Step((encode_array(numbers()),)) for _ in range(STEPS))
    start = Start(encode_array(numbers()))
    return Scenario(rule.name, dtype, (start,), (make_hyper(rule, is_full),), steps)


def enclose_with(rule: Rule, scenario: Scenario, large: int) -> Enclosure:
    """Return the enclosure with vectors for arrays of at least so many elements."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ball_vectors, "LARGE", large)
        found: Enclosure = enclose.__wrapped__(rule, scenario)
    return found


def assert_same_verdicts(rule: Rule, scenario: Scenario) -> None:
    """Assert that vectors and arbs give enclosures around each other's, but for a small share."""
    found, expected = enclose_with(rule, scenario, 2), enclose_with(rule, scenario, 2**62)
    for frame in range(len(expected.mid)):
        for mid, rad, other_mid, other_rad in zip(
            found.mid[frame], found.rad[frame], expected.mid[frame], expected.rad[frame],
            strict=True,
        ):  # fmt: skip
            np.testing.assert_array_equal(np.isnan(rad), np.isnan(other_rad))
            np.testing.assert_array_equal(rad == 0, other_rad == 0)
            known = ~np.isnan(rad)
            slack = 2.0**-1060 + 2.0**-50 * np.abs(other_rad[known])
            assert (rad[known] <= other_rad[known] * WIDER + slack).all()
            assert (rad[known] >= other_rad[known] * NARROWER - slack).all()
            distance = np.abs(mid[known] - other_mid[known])
            # Midpoints are compared after their rounding to float64.
            rounding = np.spacing(np.abs(mid[known])) * (other_rad[known] > 0)
            assert (distance <= other_rad[known] * (1 - NARROWER) + rounding).all()


each_rule = pytest.mark.parametrize("name", RULES)
each_precision = pytest.mark.parametrize("dtype", PRECISIONS)


@pytest.mark.sampled("name", "dtype")
@pytest.mark.parametrize("is_full", [False, True])
@each_precision
@each_rule
def test_vectors_and_arbs_enclose_the_same(name: str, dtype: Precision, is_full: bool) -> None:
    rule = rules()[name]
    assert_same_verdicts(rule, large_scenario(rule, dtype, is_full))


@pytest.mark.campaign
@each_rule
@pytest.mark.parametrize("family", ["everyday", "large", "huge"])
def test_vectors_and_arbs_enclose_the_same_in_every_family(name: str, family: str) -> None:
    rule = rules()[name]
    known = {f.name: f for f in families(rule, CoreSubject(name).capabilities)}
    if family not in known:
        pytest.skip("this rule has no such family")

    @settings(max_examples=8, deadline=None, derandomize=True, database=None)
    @given(scenario=known[family].scenarios)
    def check(scenario: Scenario) -> None:
        assert_same_verdicts(rule, scenario)

    check()


class ExactFormat(Format):
    """A format without rounding."""

    def __init__(self) -> None:
        super().__init__(np.float64)
        self.unit = self.tiny = 0.0
        self.settle = lambda x: x
        self.constant = arb


def exact_steps(rule: Rule, scenario: Scenario) -> Iterator[Any]:
    """Yield the exact parameter after each step, as arbs."""
    form = ExactFormat()
    form.kind = FORMATS[scenario.dtype].kind

    def ball(value: HyperValue) -> Any:
        if isinstance(value, tuple):
            return tuple(map(ball, value))
        return Balls.rounded(value, form) if isinstance(value, float) else value

    h = SimpleNamespace(**{
        name: ball(value)
        for name, value in (dict(rule.defaults) | decode_group(scenario.groups[0])).items()
    })  # fmt: skip
    (theta,) = (Balls.exact(start, form) for start in scenario.arrays())
    state: Any = {name: Balls.exact(np.zeros(theta.shape), form) for name in rule.moments}
    for t, event in enumerate(scenario.events, 1):
        assert isinstance(event, Step)
        (gradient,) = scenario.gradients(event)
        assert gradient is not None
        step = Balls.exact(np.asarray(float(t)), form)
        theta, state = rule.ball_update(theta, Balls.exact(gradient, form), state, step, h)
        yield theta.arbs


@pytest.mark.sampled("name", "dtype")
@pytest.mark.parametrize("is_full", [False, True])
@each_precision
@each_rule
def test_exact_results_are_in_the_enclosure(name: str, dtype: Precision, is_full: bool) -> None:
    rule = rules()[name]
    scenario = large_scenario(rule, dtype, is_full)
    found = enclose_with(rule, scenario, 2)
    with exact_precision(400):
        for (mid,), (rad,), exact in zip(
            found.mid, found.rad, exact_steps(rule, scenario), strict=True
        ):
            for m, r, x in zip(mid.ravel(), rad.ravel(), np.ravel(exact), strict=True):
                assert np.isnan(r) or abs(x - arb(float(m))) <= arb(float(r))


def test_the_number_of_distinct_elements_decides_the_representation() -> None:
    rule = rules()["adam"]
    start = np.arange(ball_vectors.LARGE + 1.0)

    def representation(numbers: Any) -> type[Balls]:
        cell = parameter_enclosure.ParameterEnclosure(rule, "float64", numbers, [0 * numbers])
        return type(cell.theta)

    assert representation(start) is BallVector
    assert representation(start[:-2]) is Balls
    assert representation(np.tile(start[:100], 10)) is Balls


@settings(max_examples=5, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_large_parameters_have_the_same_verdicts(data: st.DataObject) -> None:
    rule = rules()[data.draw(st.sampled_from(("adam", "rprop", "lamb", "adafactor")))]
    known = {f.name: f for f in families(rule, CoreSubject(rule.name).capabilities)}
    assert_same_verdicts(rule, data.draw(known["large"].scenarios))
