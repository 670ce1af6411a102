"""Scripts and adapters give the same results for each library."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance.adapters
from conformance.adapters import AdaptedSubject, adapters
from conformance.operations.script import make_script
from conformance.process.harnesses import target_in_interpreter
from conformance.records.base import Frame, Options
from conformance.records.capsule import Capsule
from conformance.rendering.script import script_environment
from conformance.subjects.selection import find_subject
from conformance.targets.options import SubjectOptions
from conformance.targets.resolve import resolve
from conformance.tests.example_subjects import (
    FACTORY,
    OF_MODEL,
    OF_NAMED,
    PAGE_SGD,
    REQUIRED_CLOSURE,
    wrapping,
)
from conformance.tests.fixture_types import WriteSubject
from conformance.tests.script_runs import run_script, run_script_in_new_process
from conformance.tests.step_method_subjects import (
    ARRAYS,
    BY_NAME,
    CALLED,
    DICTS,
    LISTS,
    OF_TORCH,
    PAIRS,
    REPLACED,
    TURNED,
)
from conformance.tests.tensor_class_subjects import optimizer_source, tensor_source
from properties.rules.registry import rules
from properties.scenarios import encoding, model
from properties.scenarios.model import Floats
from properties.subjects.trajectory import Trajectory

UPDATE = """
{imports}

def init(params):
    return [p * 0 for p in params]

def update(params, grads, state, lr=1e-3, momentum=0.0):
    state = [momentum * v + g for v, g in zip(state, grads)]
    return [p - lr * v for p, v in zip(params, state)], state
"""

# For each adapter: required modules, rule, and an optimizer or its source.
LIBRARIES = [
    ("torch", "torch", "adam", "torch.optim:Adam"),
    ("optax", "optax", "adam", "optax:adam"),
    ("optax-jitted", "optax", "adam", "optax:adam"),
    ("flax-nnx", "flax", "adam", "optax:adam"),
    ("jax-triples", "jax", "adam", "jax.example_libraries.optimizers:adam"),
    ("keras", "keras", "adam", "keras.optimizers:Adam"),
    ("mlx", "mlx", "adam", "mlx.optimizers:Adam"),
    ("paddle", "paddle", "adam", "paddle.optimizer:Adam"),
    ("tensorflow", "tensorflow", "adam", "tensorflow.compat.v1.train:AdamOptimizer"),
    ("tinygrad", "tinygrad", "adam", "tinygrad.nn.optim:Adam"),
    ("sklearn", "sklearn", "adam", "sklearn.neural_network._stochastic_optimizers:AdamOptimizer"),
    ("river", "river", "adam", "river.optim:Adam"),
    ("thinc", "thinc", "adam", "thinc.api:Adam"),
    ("autograd-loops", "autograd", "adam", "autograd.misc.optimizers:adam"),
]
WRITTEN = [
    ("objects", "numpy", "sgd", "SGD", PAGE_SGD),
    ("process", "numpy", "sgd", "SGD", PAGE_SGD),
    ("library-tensors", "numpy", "sgd", "SGD", tensor_source(False) + optimizer_source(False)),
    ("library-tensors", "numpy", "sgd", "SGD", tensor_source(True) + optimizer_source(True)),
    ("torch", "torch", "sgd", "SGD", REQUIRED_CLOSURE),
    ("torch-named", "torch", "sgd", "SGD", wrapping(FACTORY, "named_params", OF_NAMED)),
    ("torch-model", "torch", "sgd", "SGD", wrapping(FACTORY, "net", OF_MODEL)),
    ("functional", "numpy", "sgd", "update", UPDATE.format(imports="")),
    ("functional", "torch", "sgd", "update", UPDATE.format(imports="import torch")),
    ("functional", "jax", "sgd", "update", UPDATE.format(imports="import jax.numpy")),
    ("handed-lists", "numpy", "adam", "Adam", LISTS),
    ("handed-lists", "numpy", "sgd", "SGD", TURNED),
    ("handed-lists", "torch", "sgd", "SGD", OF_TORCH),
    ("handed-dicts", "numpy", "adagrad", "AdaGrad", DICTS),
    ("handed-arrays", "numpy", "rmsprop", "RMSprop", ARRAYS),
    ("handed-pairs", "numpy", "sgd", "SGD", PAIRS),
    ("handed-lists", "numpy", "sgd", "SGD", CALLED),
    ("handed-lists", "numpy", "sgd", "SGD", REPLACED),
    ("handed-lists", "numpy", "sgd", "SGD", BY_NAME),
]


def test_every_adapter_with_a_template_is_tested() -> None:
    known = {name for name, adapter in adapters().items() if adapter.script}
    assert {case[0] for case in (*LIBRARIES, *WRITTEN)} == known


def test_every_template_is_beside_its_adapter() -> None:
    folder = Path(conformance.adapters.__file__).parent
    scripts = [adapter.script for adapter in adapters().values() if adapter.script]
    named = {script.template for script in scripts}
    assert named == {path.name for path in folder.glob("*.j2")}
    assert all((folder / f"{name.partition('.')[0]}.py").is_file() for name in named)
    for script in scripts:
        assert script_environment(script.package).get_template(script.template)


def test_an_adapter_of_another_package_brings_its_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other_package").mkdir()
    (tmp_path / "other_package" / "__init__.py").touch()
    text = '{% extends "script.py.j2" %}{% block driver %}class Run: ...{% endblock %}'
    (tmp_path / "other_package" / "mine.script.py.j2").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    assert script_environment("other_package").get_template("mine.script.py.j2")


@pytest.mark.parametrize(("adapter", "needs", "rule", "target"), LIBRARIES)
def test_a_script_does_with_a_library_what_its_adapter_does(
    adapter: str, needs: str, rule: str, target: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("DEV", "PYTHON")  # tinygrad's Python backend, which needs no compiler
    pytest.importorskip(needs)
    both_end_alike(target, adapter, rule, tmp_path / "script.py")


@pytest.mark.parametrize(("adapter", "needs", "rule", "name", "source"), WRITTEN)
def test_a_script_does_with_a_file_what_its_adapter_does(
    adapter: str, needs: str, rule: str, name: str, source: str,
    write_subject: WriteSubject, tmp_path: Path,
) -> None:  # fmt: skip
    pytest.importorskip(needs)
    target = f"{write_subject(source)}:{name}"
    target = target_in_interpreter(sys.executable, target) if adapter == "process" else target
    both_end_alike(target, adapter, rule, tmp_path / "script.py")


def both_end_alike(target: str, adapter: str, rule: str, script: Path) -> None:
    """A script passes with the adapter's results as expected values, and fails with others."""
    subject, _ = find_subject(resolve(target), rules()[rule], SubjectOptions(adapter=adapter))
    scenario = model.Scenario(
        rule,
        "float64" if subject.capabilities.supports("float64") else "float32",
        (model.Start(STARTS[0], 0), model.Start(STARTS[1], 0)),
        ({"lr": encoding.encode_hyper(0.125)},),
        tuple(events(subject)),
    )
    seen = subject.run(scenario)
    assert isinstance(seen, Trajectory)
    last = len(scenario.events) - 1
    for off, exit_code in ((0.0, 0), (1e-3, 1)):
        frames = [frame(last, i, v.ravel() + off) for i, v in enumerate(seen.frames[-1])]
        capsule = Capsule(
            target=target,
            rule=rule,
            law="agreement",
            message="",
            ratio=None,
            scenario=scenario,
            frames=frames,
            adapter=adapter,
            names={ours: list(theirs) for ours, theirs in subject.names.mapped.items()},
            options=Options(adapter=adapter),
            calls=subject.calls,
        )
        script.write_text(make_script(capsule))
        # A script must need nothing that this process has imported; once is enough to show it.
        done = (run_script if off else run_script_in_new_process)(script)
        assert done.returncode == exit_code, done.stdout + done.stderr
        assert done.stdout.count("got ") == exit_code * sum(len(f.got) for f in frames[:1])


STARTS = (model.encode_array([[1.5, -0.75]]), model.encode_array([0.5, 2.0, -3.0]))
GRADIENTS = (model.encode_array([[0.25, -1.25]]), model.encode_array([-0.5, 0.75, 1.0]))


def events(subject: AdaptedSubject) -> Iterator[model.Event]:
    """A scenario with every event that the script template supports and the optimizer can do."""
    step = model.Step(GRADIENTS)
    assert subject.adapter.script is not None
    words, can = subject.adapter.script.events, subject.capabilities
    yield from (step, model.Step(STARTS))
    if model.SetHyper in words and "lr" in can.settable:
        yield from (model.SetHyper("lr", encoding.encode_hyper(0.5), 0), step)
    if model.Resume in words and can.supports("resume"):
        yield from (model.Resume(), model.Step(STARTS), step)
    if model.ZeroGrad in words and can.supports("zero_grad"):
        yield from (model.ZeroGrad(), step)


def frame(event: int, parameter: int, expected: Floats) -> Frame:
    """A frame with all values of a parameter, which must be equal bit for bit."""
    hexes = [float(v).hex() for v in expected]
    return Frame(
        event=event,
        parameter=parameter,
        got=["nan"] * len(hexes),
        expected=hexes,
        radius=["0x0p+0"] * len(hexes),
    )
