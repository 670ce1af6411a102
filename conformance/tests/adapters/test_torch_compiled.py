"""Optimizers whose update is compiled by torch.compile: few shapes, and graphs that are counted."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import check
from conformance.adapters.common.compiled_steps import drop_compiled_functions
from conformance.adapters.common.torch_graphs import allow_graphs, count_graphs
from conformance.tests.fixture_types import WriteSubject
from conformance.worker.opening import LocalTarget

torch: Any = pytest.importorskip("torch")

# The backend needs no compiler for C++: what is traced is run by torch as it is.
SGD = """
import torch


@torch.compile(backend="eager")
def move(p, g, lr):
    p.sub_(lr * g)


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    move(p, p.grad, group["lr"])
"""
PLAIN = SGD.replace('@torch.compile(backend="eager")\n', "")
# Not what torch runs without the compiler, so that only compiled code shows it.
COMPILED_ALONE = SGD.replace("(lr * g)", "(lr * g * (2 if torch.compiler.is_compiling() else 1))")


def open_target(text: str, write_subject: WriteSubject) -> LocalTarget:
    return LocalTarget(f"{write_subject(text)}:SGD")


def test_a_compiled_update_is_found_by_running_it(write_subject: WriteSubject) -> None:
    target = open_target(SGD, write_subject)
    subject, _ = target.open("sgd")
    assert subject.capabilities.few_shapes
    assert subject.compilations == count_graphs() > 0
    again, _ = target.open("sgd")
    assert again.capabilities.few_shapes
    target.close()
    assert count_graphs() == 0


def test_an_update_that_is_not_compiled_gets_all_shapes(write_subject: WriteSubject) -> None:
    subject, _ = open_target(PLAIN, write_subject).open("sgd")
    assert not subject.capabilities.few_shapes
    assert subject.compilations == 0


def test_a_function_is_compiled_more_often_than_torch_does_by_default() -> None:
    drop_compiled_functions()

    scaled = torch.compile(lambda x, by: x * len(by), backend="eager")
    number = torch._dynamo.config.recompile_limit + 4
    for k in range(number):
        with allow_graphs(["float64"]):
            scaled(torch.ones(2), f"{k}")
    assert count_graphs() == number
    drop_compiled_functions()
    assert count_graphs() == 0


def test_a_function_that_cannot_be_traced_once_is_compiled_later() -> None:
    drop_compiled_functions()

    def factor(x: Any, is_sparse: bool) -> Any:
        return x * (2 if torch.compiler.is_compiling() else 1)

    compiled = torch.compile(factor, backend="eager")
    for x in (torch.ones(2), torch.ones(2).to_sparse(), torch.ones(3)):
        with allow_graphs(["float64"]):
            found = compiled(x, x.is_sparse)
        assert x.is_sparse or found[0] == 2
    drop_compiled_functions()


@pytest.mark.campaign
def test_the_verdict_is_about_the_compiled_code(write_subject: WriteSubject) -> None:
    right = check(f"{write_subject(SGD)}:SGD", rule="sgd", examples=1)
    assert right.verdict == "conforms"
    assert right.compilations > 0
    wrong = check(f"{write_subject(COMPILED_ALONE)}:SGD", rule="sgd", examples=1)
    assert wrong.verdict == "diverges"
    assert "2" in wrong.diagnosis[0].title
