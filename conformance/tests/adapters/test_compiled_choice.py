"""Steps of optax are compiled, unless they do something else when Python runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.adapters.common.compilations import compilations
from conformance.adapters.common.compiled_choice import find_obstacle, list_obstacles
from conformance.adapters.common.compiled_steps import (
    Origin,
    StepSequence,
    compile_step,
    drop_compiled_functions,
)
from conformance.records.check import Report
from conformance.subjects.selection import find_subject
from conformance.targets.options import SubjectOptions
from conformance.targets.resolve import resolve
from conformance.tests.fixture_types import WriteSubject
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.trajectory import Trajectory

jax = pytest.importorskip("jax")
pytest.importorskip("optax")

# As users write it: the state is a named tuple, and the arithmetic is in functions for trees.
ADAM = """
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

class State(NamedTuple):
    count: Any
    m: Any
    v: Any

def adam(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    def init(params):
        zeros = jax.tree.map(jnp.zeros_like, params)
        return State(jnp.zeros([], jnp.int32), zeros, zeros)

    def update(gradients, state, params=None):
        count = state.count + 1
        m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state.m, gradients)
        v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g**2, state.v, gradients)

        def move(m, v):
            m_hat, v_hat = m / (1 - b1**count), v / (1 - b2**count)
            return -learning_rate * m_hat / (jnp.sqrt(v_hat) + eps)

        return jax.tree.map(move, m, v), State(count, m, v)

    return optax.GradientTransformation(init, update)

def every_step(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    return optax.MultiSteps(adam(learning_rate, b1, b2, eps), every_k_schedule=1)

def if_finite(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    return optax.apply_if_finite(adam(learning_rate, b1, b2, eps), max_consecutive_errors=4)
"""
SLIP = ADAM.replace("(1 - b2) * g**2", "(1 - b1) * g**2")

# Without the compiler it is right; compiled, it takes steps of twice the size.
OTHERWISE_COMPILED = """
import jax
import optax

def sgd(learning_rate=1e-3):
    def update(gradients, state, params=None):
        factor = 2 if isinstance(gradients[0], jax.core.Tracer) else 1
        return jax.tree.map(lambda g: -factor * learning_rate * g, gradients), state

    return optax.GradientTransformation(lambda params: (), update)
"""

# Compilations for all scenarios of a check: a few for each list of shapes, whatever is computed.
MANY = 150


@pytest.fixture(autouse=True)
def nothing_compiled() -> Iterator[None]:
    """Nothing is compiled before and after a test."""
    compilations.watch()
    drop_compiled_functions()
    yield
    drop_compiled_functions()


def check_adam(path: object, name: str) -> Report:
    target = resolve(f"{path}:{name}").thing
    return check(target, "adam", examples=1, dialects=["adam-global-t"])


def test_a_right_and_a_wrong_adam_are_compiled_for_few_shapes(write_subject: WriteSubject) -> None:
    right = check_adam(write_subject(ADAM), "adam")
    assert right.verdict == "conforms"
    assert 0 < right.compilations < MANY
    assert right.assumptions == []
    wrong = check_adam(write_subject(SLIP), "adam")
    assert wrong.verdict == "diverges"
    assert 0 < wrong.compilations < MANY


@pytest.mark.parametrize(
    "name", ["every_step", pytest.param("if_finite", marks=pytest.mark.campaign)]
)
def test_wrappers_with_control_flow_are_compiled_for_few_shapes(
    name: str, write_subject: WriteSubject
) -> None:
    report = check_adam(write_subject(ADAM), name)
    assert 0 < report.compilations < MANY
    assert report.interrupted == ""
    assert report.certificate is not None


def test_an_update_that_is_different_when_compiled_is_run_by_python(
    write_subject: WriteSubject,
) -> None:
    path, sgd = write_subject(OTHERWISE_COMPILED), rules()["sgd"]
    start, step = Start(encode_array(np.ones(2))), Step((encode_array(np.array([1.0, -2.0])),))
    scenario = Scenario("sgd", "float64", (start,), ({"lr": encode_hyper(0.5)},), (step, step))

    def is_right(adapter: str) -> bool:
        options = SubjectOptions(adapter=adapter)
        subject, _ = find_subject(resolve(f"{path}:sgd"), sgd, options)
        run = subject.run(scenario)
        assert isinstance(run, Trajectory)
        assert bool(subject.assumptions) == (adapter == "optax")
        assert all("other results" in assumption for assumption in subject.assumptions)
        return not compare_with_enclosure(scenario, run, enclose(sgd, scenario)).is_broken

    assert is_right("optax")
    assert not is_right("optax-jitted")


def obstacle_of(step: Callable[..., Any]) -> str | None:
    def build() -> tuple[Callable[..., Any], tuple[Any, ...]]:
        ones = jax.numpy.ones(2)
        return step, ([ones], ones, [ones])

    found = find_obstacle(Origin(step, ""), build)
    assert list_obstacles(step) == ([found] if found else [])
    return found


def test_only_steps_that_stay_the_same_are_compiled() -> None:
    counted: list[None] = []

    def steady(gradients: Any, state: Any, params: Any) -> Any:
        return [params[0] - 0.1 * gradients[0]], state

    def counting(gradients: Any, state: Any, params: Any) -> Any:
        counted.append(None)
        return [params[0] - 0.1 * len(counted) * gradients[0]], state

    def deciding(gradients: Any, state: Any, params: Any) -> Any:
        return (params, state) if float(gradients[0][0]) > 0 else (gradients, state)

    def printing(gradients: Any, state: Any, params: Any) -> Any:
        jax.debug.callback(lambda x: None, gradients[0])
        return params, state

    assert obstacle_of(steady) is None
    assert "variables of Python" in (obstacle_of(counting) or "")
    assert "ConcretizationTypeError" in (obstacle_of(deciding) or "")
    assert "side effects" in (obstacle_of(printing) or "")


def test_the_step_that_follows_is_looked_up_until_its_types_stay_the_same() -> None:
    steps, looked_up = StepSequence(), list[Any]()

    def step(gradient: Any, state: Any) -> Any:
        return (state + 1,)

    def look_up(arguments: tuple[Any, ...]) -> Any:
        looked_up.append(arguments)
        return compiled

    gradient, state = jax.numpy.ones(2), jax.numpy.zeros(2)
    compiled = compile_step(step, (gradient, state))
    for _ in range(5):
        found = steps.find((gradient, state), look_up)
        assert found is compiled
        (state,) = found(gradient, state)
        steps.note_results((state,))
    assert len(looked_up) == 2
    steps.find((gradient, jax.numpy.zeros(2)), look_up)
    assert len(looked_up) == 3
