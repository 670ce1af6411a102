"""Optimizers whose step takes parameters and gradients: lists, dictionaries or single arrays."""

from __future__ import annotations

import pytest

from conformance import WrongUse, check
from conformance.tests.fixture_types import WriteSubject
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
from properties.scenarios.model import SetHyper

ONE_VECTOR = """
class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def step(self, params, grads):
        return params - self.lr * grads
"""

PARAMS_FIRST = PAIRS.replace("grads_and_vars", "params_and_grads").replace("g, w", "w, g")

OF_JAX = """
import jax.numpy as jnp

class SGD:
    def __init__(self, lr=1e-3, momentum=0.0):
        self.lr, self.momentum, self.velocity = lr, momentum, None

    def update(self, params, grads):
        old = self.velocity or [jnp.zeros_like(p) for p in params]
        self.velocity = [self.momentum * v + g for v, g in zip(old, grads)]
        return [p - self.lr * v for p, v in zip(params, self.velocity)]
"""


@pytest.mark.parametrize(
    ("source", "name", "rule", "adapter", "needs"),
    [
        (LISTS, "Adam", "adam", "handed-lists", "numpy"),
        (TURNED, "SGD", "sgd", "handed-lists", "numpy"),
        (OF_JAX, "SGD", "sgd", "handed-lists", "jax"),
        (OF_TORCH, "SGD", "sgd", "handed-lists", "torch"),
        (DICTS, "AdaGrad", "adagrad", "handed-dicts", "numpy"),
        (ARRAYS, "RMSprop", "rmsprop", "handed-arrays", "numpy"),
        (ONE_VECTOR, "SGD", "sgd", "handed-arrays", "numpy"),
        (PAIRS, "SGD", "sgd", "handed-pairs", "numpy"),
        (PARAMS_FIRST, "SGD", "sgd", "handed-pairs", "numpy"),
        (CALLED, "SGD", "sgd", "handed-lists", "numpy"),
        (BY_NAME, "SGD", "sgd", "handed-lists", "numpy"),
        (REPLACED, "SGD", "sgd", "handed-lists", "numpy"),
    ],
    ids=[
        "lists",
        "turned",
        "jax",
        "torch",
        "dicts",
        "arrays",
        "vector",
        "pairs",
        "params first",
        "called",
        "by name",
        "replaced",
    ],
)
def test_a_step_that_takes_parameters_is_recognized_and_conforms(
    source: str, name: str, rule: str, adapter: str, needs: str, write_subject: WriteSubject
) -> None:
    pytest.importorskip(needs)
    report = check(f"{write_subject(source)}:{name}", rule, examples=1)
    assert (report.verdict, report.error) == ("conforms", None)
    assert report.adapter == adapter
    reasons = {n.law: n.reason for n in report.certificate.not_applicable}
    assert reasons["resume"] == "the adapter does not save state"


@pytest.mark.parametrize(
    ("source", "right", "wrong", "name", "rule"),
    [
        (LISTS, "self.t += 1\n", "self.t += len(params)\n", "Adam", "adam"),
        (LISTS, "            p -= ", "            g *= 0.5\n            p -= ", "Adam", "adam"),
        (DICTS, "self.sums.get(key, 0.0)", "0.5 * self.sums.get(key, 0.0)", "AdaGrad", "adagrad"),
        (ARRAYS, ") + self.eps)", " + self.eps))", "RMSprop", "rmsprop"),
        (TURNED, "p - self.lr * g", "p + self.lr * g", "SGD", "sgd"),
        (PAIRS, "w -= ", "w = w - ", "SGD", "sgd"),
        (CALLED, "p - self.lr * g", "p - self.lr * abs(g)", "SGD", "sgd"),
        (REPLACED, "self._replace(velocity=new)", "self._replace()", "SGD", "sgd"),
    ],
    ids=["count", "gradient", "decayed", "eps", "sign", "pairs", "called", "replaced"],
)
def test_a_defect_of_a_step_that_takes_parameters_is_detected(
    source: str, right: str, wrong: str, name: str, rule: str, write_subject: WriteSubject
) -> None:
    assert right in source
    path = write_subject(source.replace(right, wrong))
    assert check(f"{path}:{name}", rule, examples=1).verdict == "diverges"


def test_other_argument_names_are_not_a_finding(write_subject: WriteSubject) -> None:
    named = DICTS.replace("params.keys()", "('weight', 'bias')")
    report = check(f"{write_subject(named)}:AdaGrad", "adagrad", examples=1)
    assert report.verdict == "errored"
    assert "KeyError('weight'); parameters were passed as a dictionary" in str(report.error)


def test_a_learning_rate_is_changed_where_the_optimizer_keeps_it(
    write_subject: WriteSubject,
) -> None:
    kept = ARRAYS.replace(
        "self.average = None", "self.average = None\n        self.rate = learning_rate"
    ).replace("w - self.learning_rate", "w - self.rate")
    report = check(f"{write_subject(kept)}:RMSprop", "rmsprop", examples=1)
    assert report.verdict == "diverges"
    unchanged = [
        finding.law
        for finding in report.findings
        if not any(isinstance(event, SetHyper) for event in finding.scenario.events)
    ]
    assert set(unchanged) <= {"lr-change"}


def test_a_function_that_writes_into_its_gradients_is_detected(write_subject: WriteSubject) -> None:
    path = write_subject(
        """\
        def sgd(params, grads, state, lr=1e-3):
            for g in grads:
                g *= lr
            return [p - g for p, g in zip(params, grads)], state
        """
    )
    report = check(f"{path}:sgd", without=["no gradient"], examples=1)
    assert [finding.law for finding in report.findings] == ["gradient-untouched"]
    assert report.untouched == []


READ_ONLY = """
class SGD:
    def __init__(self, lr=1e-3):
        self._lr = lr

    @property
    def lr(self):
        return self._lr

    def step(self, params, grads):
        return [p - self._lr * g for p, g in zip(params, grads)]
"""

FROZEN = """
from dataclasses import dataclass

@dataclass(frozen=True)
class SGD:
    lr: float = 1e-3

    def step(self, params, grads):
        return [p - self.lr * g for p, g in zip(params, grads)]
"""


@pytest.mark.parametrize("source", [READ_ONLY, FROZEN], ids=["property", "frozen"])
def test_a_learning_rate_that_can_only_be_read_is_a_limit(
    source: str, write_subject: WriteSubject
) -> None:
    report = check(f"{write_subject(source)}:SGD", examples=1)
    assert (report.verdict, report.findings) == ("conforms", [])
    reasons = {n.law: n.reason for n in report.certificate.not_applicable}
    assert reasons["lr-change"] == "the learning rate cannot be changed after construction"


def test_a_call_that_takes_no_gradient_is_no_step(write_subject: WriteSubject) -> None:
    path = write_subject(CALLED.replace("params, grads", "inputs, outputs"))
    with pytest.raises(WrongUse, match=r"without a method that takes a step.*step = __call__"):
        check(f"{path}:SGD", examples=1)


def test_what_a_call_raises_is_in_the_message(write_subject: WriteSubject) -> None:
    path = write_subject(CALLED.replace("return [", "raise LookupError('no key'); return ["))
    report = check(f"{path}:SGD", examples=1)
    assert report.verdict == "errored"
    assert "no key" in str(report.error)


HELD = """
import numpy as np

class SGD:
    def __init__(self, params, lr=1e-3):
        self.params, self.lr = params, lr

    def step(self, grads):
        STEP
"""

IN_PLACE = "for p, g in zip(self.params, grads): p -= self.lr * g"
RETURNING = """self.params = [p - self.lr * g for p, g in zip(self.params, grads)]
        return self.params"""


@pytest.mark.parametrize("step", [IN_PLACE, RETURNING], ids=["in place", "returning"])
def test_a_step_that_takes_gradients_alone_is_recognized(
    step: str, write_subject: WriteSubject
) -> None:
    report = check(f"{write_subject(HELD.replace('STEP', step))}:SGD", examples=1)
    assert (report.verdict, report.adapter) == ("conforms", "held-arrays")


def test_a_step_that_writes_nothing_into_its_arrays_diverges(write_subject: WriteSubject) -> None:
    rebound = IN_PLACE.replace("p -= self", "p = p - self")
    report = check(f"{write_subject(HELD.replace('STEP', rebound))}:SGD", examples=1)
    assert report.verdict == "diverges"
    assert report.diagnosis[0].title == "the parameters are never updated"
