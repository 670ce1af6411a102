"""Optimizers that take sparse gradients alone, and those that leave rows alone."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import check
from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

torch: Any = pytest.importorskip("torch")


class Lazy(torch.optim.Optimizer):  # type: ignore[misc]
    """Adam that leaves rows alone which a sparse gradient does not have."""

    def __init__(self, params: Any, lr: float = 1e-3) -> None:
        super().__init__(params, {"lr": lr})

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.move(p, p.grad.to_dense(), group["lr"], p.grad.is_sparse)

    def move(self, p: Any, g: Any, lr: float, is_sparse: bool) -> None:
        s = self.state[p] or {"t": 0, "m": torch.zeros_like(p), "v": torch.zeros_like(p)}
        rows = (g != 0).any(1, keepdim=True) | torch.tensor(not is_sparse)
        t = s["t"] + 1
        m = torch.where(rows, 0.9 * s["m"] + (1 - 0.9) * g, s["m"])
        v = torch.where(rows, 0.999 * s["v"] + (1 - 0.999) * g * g, s["v"])
        step = lr * m / (1 - 0.9**t) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
        p.sub_(torch.where(rows, step, torch.zeros_like(step)))
        self.state[p] = {"t": t, "m": m, "v": v}


def test_sparse_adam_conforms_in_its_two_dialects_and_is_explained_without() -> None:
    declared = ["adam-sparse-rows", "adam-eps-hat"]
    report = check("torch.optim:SparseAdam", "adam", dialects=declared, examples=1)
    assert report.verdict == "conforms"
    undeclared = check("torch.optim:SparseAdam", "adam", examples=1)
    assert undeclared.verdict == "errored"
    assert "--dialect adam-sparse-rows" in (undeclared.error or "")


def test_rows_that_are_left_alone_are_called_that() -> None:
    gradients = ([[1.0, 0.0], [0.5, 1.0]], [[1.0, 1.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 2.0]])
    steps = tuple(Step((encode_array(g),)) for g in gradients)
    start = Start(encode_array([[1.0, 2.0], [3.0, 4.0]]))
    scenario = Scenario("adam", "float64", (start,), ({},), steps)
    trial = Trial(rules()["adam"], TorchSubject(Lazy, ("lr",)), scenario)
    evidence = laws()["sparse"].judge(trial)
    assert evidence is not None
    assert evidence.is_broken
    assert "which is what a dialect such as adam-sparse-rows declares" in evidence.message
