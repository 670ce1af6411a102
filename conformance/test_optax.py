"""optax, where a run of its own optimizers does not show what its adapters must do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conformance.conftest import WriteSubject
from conformance.smoke import find_subject
from conformance.target import resolve
from conformance.wording import Wording
from properties.enclosure import enclose
from properties.evidence import within
from properties.rules import rules
from properties.scenario import Event, Scenario, SetHyper, Start, Step, array, written
from properties.trajectory import Raised

pytest.importorskip("optax")

# The learning rate is in the state; a change of it must get there, wherever the state is kept.
INJECTED = """
import optax

injected = optax.inject_hyperparams(optax.sgd)

def chained(learning_rate=1e-3):
    return optax.chain(optax.identity(), injected(learning_rate=learning_rate))
"""

# The number of steps is no part of the state: a compiled step has it from when it was compiled.
COUNTING = """
import jax
import optax

def sgd(learning_rate=1e-3):
    steps = []

    def update(gradients, state, params=None):
        steps.append(None)
        assert len(steps) < 2, "a second step"
        return jax.tree.map(lambda g: -learning_rate * g, gradients), state

    return optax.GradientTransformation(lambda params: (), update)
"""

SLOWER = SetHyper("lr", written(0.125), 0)
STEP = Step((array(np.array([1.0, -2.0])),))


def follows(path: Path, name: str, adapter: str, *events: Event) -> bool:
    """Whether it does in these events what SGD does."""
    subject, rule = find_subject(
        resolve(f"{path}:{name}"), rules()["sgd"], Wording(adapter=adapter)
    )
    start = Start(array(np.ones(2)))
    scenario = Scenario("sgd", "float64", (start,), ({"lr": written(0.5)},), events)
    run = subject.run(scenario)
    return not (isinstance(run, Raised) or within(scenario, run, enclose(rule, scenario)).broken)


@pytest.mark.parametrize("adapter", ["optax", "optax-jitted"])
@pytest.mark.parametrize("name", ["injected", "chained"])
def test_an_injected_learning_rate_is_changed_in_the_state(
    adapter: str, name: str, write_subject: WriteSubject
) -> None:
    path = write_subject(INJECTED)
    assert follows(path, name, adapter, STEP, SLOWER, STEP)


def test_a_transformation_is_made_once(write_subject: WriteSubject) -> None:
    path = write_subject(COUNTING)
    assert follows(path, "sgd", "optax", STEP)
    assert not follows(path, "sgd", "optax", STEP, STEP)


def test_a_compiled_update_is_run_by_python_once(write_subject: WriteSubject) -> None:
    path = write_subject(COUNTING)
    assert follows(path, "sgd", "optax-jitted", STEP, STEP)
    assert follows(path, "sgd", "optax-jitted", STEP, SLOWER, STEP)
