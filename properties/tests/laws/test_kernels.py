"""Kernels of three and four axes in a rule for matrices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

pytest.importorskip("torch")


from properties.examples.defects.torch_optimizers import FactorOfKernel, Miniature, orthogonal


class Flat(Miniature):
    """Muon without momentum; kernels are flattened to a matrix of the first axis and the rest."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        p.sub_(group["lr"] * self.direction(g))

    def direction(self, g: Any) -> Any:
        flat = g.reshape(len(g), -1)
        return (factor(flat) * orthogonal(flat)).reshape(g.shape)


class Batched(Flat):
    """The last two axes are matrices."""

    def direction(self, g: Any) -> Any:
        return factor(g) * orthogonal(g)


class SumOfBatch(Batched):
    """Batches of matrices are multiplied by the root of their number."""

    def direction(self, g: Any) -> Any:
        return super().direction(g) * g.size(0) ** 0.5 if g.ndim > 2 else super().direction(g)


def factor(matrices: Any) -> float:
    return float(max(1.0, matrices.size(-2) / matrices.size(-1)) ** 0.5)


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


@pytest.mark.parametrize("kind", [FactorOfKernel, SumOfBatch])
def test_factors_and_norms_of_other_axes_are_caught(kind: type) -> None:
    assert is_broken(kind)
