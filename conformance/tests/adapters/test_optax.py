"""The optax adapters, on transformations that optax's own optimizers do not cover."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from conformance.operations.script import make_script
from conformance.records.base import Frame
from conformance.records.capsule import Capsule
from conformance.subjects.selection import find_subject
from conformance.targets.options import SubjectOptions
from conformance.targets.resolve import resolve
from conformance.tests.fixture_types import WriteSubject
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Event, Scenario, SetHyper, Start, Step, encode_array
from properties.subjects.trajectory import SubjectError

pytest.importorskip("optax")

# The learning rate is in the state, in which a change must be made.
INJECTED = """
import optax

injected = optax.inject_hyperparams(optax.sgd)

def chained(learning_rate=1e-3):
    return optax.chain(optax.identity(), injected(learning_rate=learning_rate))
"""

# The step count is not in the state: a compiled step uses its value at compilation.
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

SLOWER = SetHyper("lr", encode_hyper(0.125), 0)
STEP = Step((encode_array(np.array([1.0, -2.0])),))


def follows(path: Path, name: str, adapter: str, *events: Event) -> bool:
    """Whether it gives the results of SGD for these events."""
    subject, rule = find_subject(
        resolve(f"{path}:{name}"), rules()["sgd"], SubjectOptions(adapter=adapter)
    )
    start = Start(encode_array(np.ones(2)))
    scenario = Scenario("sgd", "float64", (start,), ({"lr": encode_hyper(0.5)},), events)
    run = subject.run(scenario)
    return not (
        isinstance(run, SubjectError)
        or compare_with_enclosure(scenario, run, enclose(rule, scenario)).is_broken
    )


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


@pytest.mark.parametrize("adapter", ["optax", "optax-jitted"])
@pytest.mark.parametrize(("end", "code"), [((0.375, 2.25), 0), ((0.0, 3.0), 1)])
def test_a_script_changes_an_injected_learning_rate_too(
    adapter: str, end: tuple[float, float], code: int, write_subject: WriteSubject, tmp_path: Path
) -> None:
    start, events = Start(encode_array(np.ones(2))), (STEP, SLOWER, STEP)
    expected = [v.hex() for v in end]
    shown = Capsule(
        target=f"{write_subject(INJECTED)}:chained",
        rule="sgd",
        law="agreement",
        message="made up",
        ratio=None,
        scenario=Scenario("sgd", "float64", (start,), ({"lr": encode_hyper(0.5)},), events),
        # Change an observed value, so that there is a difference to show.
        frames=[Frame(event=2, parameter=0, got=["0x1p9"] * 2, expected=expected,
                      radius=["0x1p-40"] * 2)],
        adapter=adapter,
        names={"lr": ["learning_rate"]},
    )  # fmt: skip
    script = tmp_path / "shown.py"
    script.write_text(make_script(shown))
    assert ("jax.jit(" in script.read_text()) == (adapter == "optax-jitted")
    done = subprocess.run(  # noqa: S603 - the script written above
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
