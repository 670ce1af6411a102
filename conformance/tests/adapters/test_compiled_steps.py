"""Functions of jax that are compiled once for all constants, and steps that are compiled so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.adapters import AdaptedSubject
from conformance.adapters.common.compilations import compilations
from conformance.adapters.common.compiled_steps import (
    Origin,
    compile_step,
    drop_compiled_functions,
    find_compiled_step,
)
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.tests.fixture_types import WriteSubject
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Precision, Scenario, Start, Step, encode_array
from properties.subjects.trajectory import Trajectory

jax = pytest.importorskip("jax")
pytest.importorskip("optax")

WRAPPED = """
import jax
import optax

def sgd(learning_rate=1e-3):
    def update(gradients, state, params=None):
        return jax.lax.cond(
            state % 2 == 0,
            lambda: [-learning_rate * g for g in gradients],
            lambda: [-(learning_rate * g) for g in gradients],
        ), state + 1

    return optax.GradientTransformation(lambda params: 0, update)
"""

# Python counts the steps, so that a step that is compiled would repeat the first.
COUNTING = """
import jax
import optax

def sgd(learning_rate=1e-3):
    steps = []

    def update(gradients, state, params=None):
        steps.append(None)
        factor = learning_rate if len(steps) == 1 else 0.0
        moved = jax.lax.cond(
            True, lambda: [-factor * g for g in gradients], lambda: list(gradients)
        )
        return moved, state

    return optax.GradientTransformation(lambda params: (), update)
"""

# The value of the gradient decides in Python, which jax cannot trace.
UNTRACEABLE = """
import jax
import optax

def sgd(learning_rate=1e-3):
    def update(gradients, state, params=None):
        if float(gradients[0][0]) > 100:
            raise ValueError("large")
        return jax.lax.cond(
            True, lambda: [-learning_rate * g for g in gradients], lambda: list(gradients)
        ), state

    return optax.GradientTransformation(lambda params: (), update)
"""


@pytest.fixture(autouse=True)
def nothing_compiled() -> Iterator[None]:
    """Nothing is compiled before and after a test."""
    compilations.watch()
    drop_compiled_functions()
    yield
    drop_compiled_functions()


def step_with(rate: float) -> Callable[..., Any]:
    """Return a step with constants in a branch, in a call and outside of both."""

    halve = jax.jit(lambda x: x * (rate / 2))

    def step(x: Any, count: Any) -> Any:
        moved = jax.lax.cond(count > 1, lambda: x - rate, lambda: x * (1 - rate))
        return moved + halve(x) - 3 * rate, count + 1

    return step


@pytest.mark.parametrize("count", [0, 2])
def test_a_compiled_step_computes_with_its_own_constants(count: int) -> None:
    arguments = (jax.numpy.asarray([1.0, -2.0]), jax.numpy.asarray(count))
    for rate in (0.1, 0.3, 1e-8):
        moved, counted = compile_step(step_with(rate), arguments)(*arguments)
        expected, _ = step_with(rate)(*arguments)
        np.testing.assert_allclose(moved, expected, rtol=1e-6)
        assert counted == count + 1


def test_values_of_constants_are_compiled_once() -> None:
    arguments = (jax.numpy.asarray([1.0, -2.0]), jax.numpy.asarray(0))
    compile_step(step_with(0.1), arguments)(*arguments)
    before = compilations.count
    compile_step(step_with(0.3), arguments)(*arguments)
    assert compilations.count == before
    compile_step(lambda x, count: step_with(0.3)(x * x, count), arguments)(*arguments)
    assert compilations.count > before


def test_a_different_integer_is_another_function() -> None:
    argument = (jax.numpy.asarray(5),)
    results = [compile_step(lambda x, k=k: x + k, argument)(*argument) for k in (1, 2)]
    assert results == [6, 7]


def test_loops_with_different_constants_are_different_functions() -> None:
    def step_with(rate: float) -> Callable[..., Any]:
        table = np.asarray([rate, 2 * rate], np.float32)
        return lambda x: (
            jax.lax.fori_loop(0, 3, lambda k, y: y * rate, x),
            jax.lax.scan(lambda y, k: (y + table[0] + k, None), x, table)[0],
        )

    argument = (jax.numpy.asarray(1.0),)
    for rate in (0.5, 0.5000001, 0.25):
        found = compile_step(step_with(rate), argument)(*argument)
        np.testing.assert_allclose(found, step_with(rate)(*argument), rtol=1e-7)


def test_weak_types_are_kept() -> None:
    def step(x: Any) -> Any:
        return x * 0.5, 2.5, x.astype(float), jax.lax.cond(x > 0, lambda: x - 0.5, lambda: x / 2.0)

    for x in (jax.numpy.asarray(3.0), jax.numpy.asarray(3), jax.numpy.asarray(1, "bfloat16")):
        found = compile_step(step, (x,))(x)
        expected = jax.jit(step)(x)
        assert list(map(jax.typeof, found)) == list(map(jax.typeof, expected))


def test_a_function_that_cannot_be_traced_is_not_compiled() -> None:
    def step(x: Any) -> Any:
        return x if x > 0 else -x

    assert find_compiled_step(Origin(step, ""), step, (jax.numpy.asarray(1.0),)) is None


def open_sgd(path: object) -> AdaptedSubject:
    return find_subject(resolve(f"{path}:sgd"), rules()["sgd"])[0]


def scenario(lr: float, dtype: Precision = "float32", steps: int = 1) -> Scenario:
    step = Step((encode_array(np.array([1.0, -0.3])),))
    start = Start(encode_array(np.array([0.7, 3.0])))
    return Scenario("sgd", dtype, (start,), ({"lr": encode_hyper(lr)},), (step,) * steps)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_steps_with_control_flow_are_compiled_once_for_all_rates(
    dtype: Precision, write_subject: WriteSubject
) -> None:
    subject = open_sgd(write_subject(WRAPPED))
    subject.run(scenario(0.1, dtype))
    before = compilations.count
    for lr in (0.25, 0.3, 1e-3):
        case = scenario(lr, dtype, steps=4)
        run = subject.run(case)
        assert isinstance(run, Trajectory)
        assert not compare_with_enclosure(case, run, enclose(rules()["sgd"], case)).is_broken
    assert compilations.count == before


def test_a_step_that_python_counts_is_not_compiled(write_subject: WriteSubject) -> None:
    run = open_sgd(write_subject(COUNTING)).run(scenario(0.5, steps=2))
    assert isinstance(run, Trajectory)
    np.testing.assert_array_equal(run.frames[0], run.frames[1])
    np.testing.assert_allclose(run.frames[0][0], [0.2, 3.15], rtol=1e-6)


def test_a_step_that_cannot_be_traced_is_run_by_python(write_subject: WriteSubject) -> None:
    run = open_sgd(write_subject(UNTRACEABLE)).run(scenario(0.5))
    assert isinstance(run, Trajectory)
    np.testing.assert_allclose(run.frames[0][0], [0.2, 3.15], rtol=1e-6)


def test_a_check_needs_few_compilations_and_leaves_none(write_subject: WriteSubject) -> None:
    target = resolve(f"{write_subject(WRAPPED)}:sgd").thing
    report = check(target, "sgd", examples=1)
    assert report.verdict == "conforms"
    assert 0 < report.compilations < 80
    assert compilations.count == 0
