"""Bugs of released libraries in features of torch: complex numbers, late groups, closures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

torch: Any = pytest.importorskip("torch")


class Sum(torch.optim.Optimizer):  # type: ignore[misc]
    """A correct Adagrad: real and imaginary part of a complex number move by themselves."""

    param_groups: list[dict[str, Any]]
    state: Any

    def __init__(self, params: Any, lr: float = 0.01, eps: float = 1e-10) -> None:
        super().__init__(params, {"lr": lr, "eps": eps})

    def step(self, closure: Any = None) -> Any:
        loss = None if closure is None else self.called(closure)
        with torch.no_grad():
            for group in self.param_groups:
                for p in (p for p in group["params"] if p.grad is not None):
                    self.move(p, p.grad, group["lr"], group["eps"])
        return loss

    def called(self, closure: Any) -> Any:
        with torch.enable_grad():
            return closure()

    def move(self, p: Any, g: Any, lr: float, eps: float) -> None:
        if p.is_complex():
            p, g = torch.view_as_real(p), torch.view_as_real(g)
        total = self.total(p)
        total += self.square(g)
        p -= lr * g / (total.sqrt() + eps)

    def total(self, p: Any) -> Any:
        key = p.data_ptr()
        if key not in self.state:
            self.state[key] = torch.zeros_like(p)
        return self.state[key]

    def square(self, g: Any) -> Any:
        return g * g


class ComplexSquare(Sum):
    """The square of a complex gradient in place of the square of its absolute value."""

    def move(self, p: Any, g: Any, lr: float, eps: float) -> None:
        total = self.total(p)
        total += g * g
        p -= lr * g / (total.sqrt() + eps)


class FixedGroups(Sum):
    """State is made for the groups of the constructor; a later one has none."""

    def __init__(self, params: Any, **hyper: Any) -> None:
        super().__init__(params, **hyper)
        self.known = {p.data_ptr() for group in self.param_groups for p in group["params"]}

    def total(self, p: Any) -> Any:
        if p.data_ptr() not in self.known:
            raise KeyError("sum")
        return super().total(p)


class ClosureWithoutGradients(Sum):
    """The closure is called where nothing can be differentiated."""

    def called(self, closure: Any) -> Any:
        with torch.no_grad():
            return closure()


@dataclass(frozen=True)
class Bug:
    """A bug of the catalogue with the law that detects it."""

    number: int
    law: str
    kind: type[Sum]


BUGS = (
    Bug(79, "complex", ComplexSquare),
    Bug(85, "late-group", FixedGroups),
    Bug(98, "closure", ClosureWithoutGradients),
)
each_bug = pytest.mark.parametrize("bug", BUGS, ids=lambda bug: f"{bug.number}-{bug.law}")

SCENARIO = Scenario(
    "adagrad",
    "float64",
    (Start(encode_array([1.0, -2.0])), Start(encode_array([[0.5], [0.25]]))),
    ({"lr": encode_hyper(0.1), "eps": encode_hyper(0.3)},),
    (
        Step((encode_array([0.3, 0.7]), encode_array([[1.0], [2.0]]))),
        Step((None, encode_array([[0.5], [0.1]]))),
        Step((encode_array([1.5, -0.3]), encode_array([[3.0], [0.7]]))),
    ),
)


def breaks(law: str, kind: type[Sum]) -> bool:
    subject = TorchSubject(kind, ("lr", "eps"))
    evidence = laws()[law].judge(Trial(rules()["adagrad"], subject, SCENARIO))
    assert evidence is not None
    return evidence.is_broken


@each_bug
def test_a_bug_of_the_catalogue_is_detected(bug: Bug) -> None:
    assert breaks(bug.law, bug.kind)


@each_bug
def test_the_correct_optimizer_has_no_finding(bug: Bug) -> None:
    assert not breaks(bug.law, Sum)


@each_bug
def test_a_bug_is_in_that_alone(bug: Bug) -> None:
    assert not breaks("agreement", bug.kind)
