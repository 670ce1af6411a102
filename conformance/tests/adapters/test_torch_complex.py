"""A branch for complex numbers is a promise; without one, complex numbers are advice."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import check

torch = pytest.importorskip("torch")


class Plain(torch.optim.Optimizer):  # type: ignore[misc,name-defined]
    """SGD that takes a complex gradient for its conjugate."""

    def __init__(self, params: Any, lr: float = 1e-3) -> None:
        super().__init__(params, {"lr": lr})

    def direction(self, g: Any) -> Any:
        return torch.conj(g)

    def step(self, closure: Any = None) -> None:
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.sub_(group["lr"] * self.direction(p.grad))


class Branching(Plain):
    """The same, in a branch."""

    def direction(self, g: Any) -> Any:
        return torch.conj(g) if torch.is_complex(g) else g


@pytest.mark.parametrize(("kind", "verdict"), [(Plain, "conforms"), (Branching, "diverges")])
def test_a_branch_for_complex_numbers_decides(kind: Any, verdict: str) -> None:
    report = check(kind, "sgd", examples=10)
    assert report.verdict == verdict
    seen = [*report.advice, *report.findings]
    assert "complex" in {law for one in seen for law in (one.law, *one.also)}
