"""Adapters: on small imitations of a library's interface, and on installed libraries."""

from __future__ import annotations

import importlib
from shutil import which
from textwrap import dedent

import pytest

from conformance import Report, check
from conformance.adapters import adapters
from conformance.tests.fixture_types import WriteSubject

# Each has the interface of the library and takes a plain SGD step.
MINIATURES = {
    "sklearn": """
        class SGD:
            def __init__(self, params, learning_rate_init=1e-3):
                self.lr = learning_rate_init

            def update_params(self, params, grads):
                for p, g in zip(params, grads):
                    p += -self.lr * g
        """,
    "thinc": """
        class SGD:
            def __init__(self, learn_rate=1e-3):
                self.lr = learn_rate

            def __call__(self, key, weights, gradient):
                return weights - weights.dtype.type(self.lr) * gradient, gradient

            def step_schedules(self):
                pass
        """,
    "river": """
        class SGD:
            def __init__(self, lr=1e-3):
                self.lr = lr

            def step(self, w, g):
                return {k: v - self.lr * g.get(k, 0.0) for k, v in w.items()}
        """,
    "autograd-loops": """
        def SGD(grad, x0, callback=None, num_iters=200, step_size=1e-3):
            x = x0
            for i in range(num_iters):
                x = [p - step_size * g for p, g in zip(x, grad(x, i))]
            return x
        """,
    "functional": """
        def init(params):
            return 0

        def SGD(params, grads, state, lr=1e-3):
            moved = [p if g is None else p - p.dtype.type(lr) * g for p, g in zip(params, grads)]
            return moved, state + 1
        """,
}
FUNCTIONAL_ADAM = """
{imports}

def adam(params, grads, state, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
    state = state or [(0, 0.0, 0.0) for _ in params]
    moved, kept = [], []
    for p, g, (t, m, v) in zip(params, grads, state):
        if g is not None:
            t, m = t + 1, betas[0] * m + (1 - betas[0]) * g
            v = betas[1] * v + (1 - betas[1]) * g * g
            m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
            p = p - lr * m_hat / (v_hat ** 0.5 + eps)
        moved.append(p)
        kept.append((t, m, v))
    return moved, kept
"""

# Known behavior of real libraries, which must be found.
REAL = [
    ("autograd", "autograd.misc.optimizers:adam", {}, []),
    ("jax", "jax.example_libraries.optimizers:sgd", {}, []),
    ("keras", "keras.optimizers:SGD", {}, ["sgd-decoupled-decay", "sgd-lr-inside-velocity"]),
    ("mlx.core", "mlx.optimizers:Adam", {}, ["adam-uncorrected"]),
    ("mlx.core", "mlx.optimizers:Lion", {}, []),
    ("optax", "optax:adam", {}, []),
    ("optax", "optax:sgd", {"adapter": "flax-nnx"}, []),
    ("optax", "optax:rmsprop", {}, ["rmsprop-eps-root", "rmsprop-lr-inside-buffer"]),
    ("paddle", "paddle.optimizer:Adam", {}, []),
    ("paddle", "paddle.optimizer:RMSProp", {}, ["rmsprop-eps-root", "rmsprop-lr-inside-buffer"]),
    ("river", "river.optim:SGD", {}, []),
    ("sklearn", "sklearn.neural_network._stochastic_optimizers:AdamOptimizer", {},
     ["adam-eps-hat"]),
    ("tensorflow", "tensorflow.compat.v1.train:AdamOptimizer", {"rule": "adam"},
     ["adam-eps-hat", "adam-global-t"]),
    ("thinc", "thinc.api:SGD",
     {"hyper": {"grad_clip": 0.0, "use_averages": False, "L2_is_weight_decay": False}}, []),
    pytest.param(
        "tinygrad", "tinygrad.nn.optim:SGD", {}, [],
        marks=pytest.mark.skipif(not which("clang"), reason="tinygrad compiles with clang"),
    ),
]  # fmt: skip


def check_target(path: str, adapter: str | None = None) -> Report:
    return check(f"{path}:SGD", "sgd", adapter=adapter, examples=1)


@pytest.mark.parametrize("name", sorted(MINIATURES))
def test_a_correct_miniature_conforms_and_one_that_climbs_does_not(
    name: str, write_subject: WriteSubject
) -> None:
    source = dedent(MINIATURES[name])
    report = check_target(str(write_subject(source)), name)
    assert (report.verdict, report.error) == ("conforms", None)
    assert report.adapter == name
    climbing = source.replace("-self.lr", "self.lr").replace("- ", "+ ")
    assert climbing != source
    assert check_target(str(write_subject(climbing)), name).verdict == "diverges"


@pytest.mark.campaign
@pytest.mark.parametrize(
    "imports", ["import numpy", "import torch", "import jax", "import jax.numpy as jnp"]
)
def test_a_pure_function_is_found_by_its_first_arguments(
    imports: str, write_subject: WriteSubject
) -> None:
    pytest.importorskip(imports.split()[1])
    source = FUNCTIONAL_ADAM.format(imports=imports)
    right = check(f"{write_subject(source)}:adam", examples=1)
    assert (right.verdict, right.adapter) == ("conforms", "functional")
    wrong = check(
        f"{write_subject(source.replace('(v_hat ** 0.5 + eps)', '(v_hat + eps) ** 0.5'))}:adam",
        examples=1,
    )
    assert wrong.diagnosis[0].id == "adam-eps-root"


@pytest.mark.parametrize(("module", "target", "options", "dialects"), REAL)
def test_a_real_library_is_recognized_by_its_conventions(
    module: str, target: str, options: dict[str, object], dialects: list[str]
) -> None:
    try:
        importlib.import_module(module)
    except ImportError as error:
        pytest.skip(f"{module} is not installed here: {error}")
    report = check(target, examples=1, **options)  # type: ignore[arg-type]
    assert report.verdict in ("conforms", "diverges"), report.error
    if not dialects:
        assert report.verdict == "conforms", report.findings
    else:
        assert set(report.diagnosis[0].id.split("+")) == set(dialects)


def test_every_adapter_of_a_library_names_what_it_needs() -> None:
    handed = {name for name in adapters() if name.startswith("handed-")}
    of_none = {"objects", "functional", "process", "autograd-loops", "step-function", "held-arrays",
               "library-tensors", "function-pairs", "generators"}  # fmt: skip
    of_libraries = adapters().keys() - of_none - handed
    assert all("(needs " in adapters()[name].summary for name in of_libraries)
