"""Kernels of three and four axes in a rule for matrices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

torch: Any = pytest.importorskip("torch")


class Flat(torch.optim.Optimizer):  # type: ignore[misc]
    """Muon without momentum; kernels are flattened to a matrix of the first axis and the rest."""

    def __init__(self, params: Any, lr: float = 1e-3) -> None:
        super().__init__(params, {"lr": lr})

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(group["lr"] * self.direction(p.grad))

    def direction(self, g: Any) -> Any:
        flat = g.reshape(len(g), -1)
        return (factor(flat) * orthogonal(flat)).reshape(g.shape)


class Batched(Flat):
    """The last two axes are matrices."""

    def direction(self, g: Any) -> Any:
        return factor(g) * orthogonal(g)


class FactorOfKernel(Flat):
    """Kernels are flattened, but the factor is that of the last two axes."""

    def direction(self, g: Any) -> Any:
        return factor(g) * orthogonal(g.reshape(len(g), -1)).reshape(g.shape)


class NormOfBatch(Batched):
    """Batches of matrices are divided by the norm of all of them."""

    def direction(self, g: Any) -> Any:
        return factor(g) * orthogonal(g, norm=g.norm())


def factor(matrices: Any) -> float:
    return float(max(1.0, matrices.size(-2) / matrices.size(-1)) ** 0.5)


def orthogonal(u: Any, norm: Any = None) -> Any:
    if u.size(-2) > u.size(-1):
        return orthogonal(u.mT, norm).mT
    size = u.norm(dim=(-2, -1), keepdim=True) if norm is None else norm
    x = u / size.clamp(min=1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.775 * gram + 2.0315 * gram @ gram) @ x
    return x


def is_broken(kind: type) -> bool:
    rule = rules()["muon"]
    subject = TorchSubject(kind, ("lr",))
    hyper: dict[str, Any] = {"momentum": 0.0, "weight_decay": 0.0}
    gradient = encode_array([[1.0, 0.5, -0.25, 2.0], [0.5, -1.0, 1.0, 0.25], [2.0, 1.0, 0.5, -1.0],
                             [0.25, 1.0, 1.0, 1.0], [1.0, -2.0, 0.5, 0.5]])  # fmt: skip
    start = Start(encode_array([[1.0] * 4] * 5))
    scenario = Scenario("muon", "float64", (start,), ({},), (Step((gradient,)),) * 2)
    claimed = replace(rule, defaults={**rule.defaults, **hyper})
    evidence = laws()["kernels"].judge(Trial(claimed, subject, scenario))
    assert evidence is not None
    assert evidence.decided
    return evidence.is_broken


@pytest.mark.parametrize("kind", [Flat, Batched])
def test_kernels_are_one_matrix_or_a_batch_of_matrices(kind: type) -> None:
    assert not is_broken(kind)


@pytest.mark.parametrize("kind", [FactorOfKernel, NormOfBatch])
def test_factors_and_norms_of_other_axes_are_caught(kind: type) -> None:
    assert is_broken(kind)
