"""A copy of the parameter of its own breaks the law; a master copy that is refreshed keeps it."""

from __future__ import annotations

from typing import Any

import pytest

from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Precision, Scenario, Start, Step, Write, encode_array
from properties.subjects.optimcore_subject import CoreSubject

torch = pytest.importorskip("torch")
from properties.subjects.torch_driver import TorchSubject  # noqa: E402


class KeptCopy(torch.optim.SGD):  # type: ignore[misc,name-defined]
    """The step starts from a copy of the parameter."""

    def refresh(self, p: Any, master: Any) -> None:
        """Leave the copy as it is."""

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    master = self.state[p].setdefault("master", p.detach().float().clone())
                    self.refresh(p, master)
                    master.sub_(p.grad.float(), alpha=group["lr"])
                    p.copy_(master)


class RefreshedCopy(KeptCopy):
    """A float32 copy that follows the parameter where it was written."""

    def refresh(self, p: Any, master: Any) -> None:
        if not torch.equal(master.to(p.dtype), p):
            master.copy_(p)


def scenario(dtype: Precision) -> Scenario:
    step = Step((encode_array([0.5, 1.0]),))
    start = Start(encode_array([1.0, -2.0]))
    return Scenario("sgd", dtype, (start,), ({"lr": encode_hyper(0.25)},), (step,) * 3)


def judge(kind: Any, dtype: Precision = "float32") -> bool:
    trial = Trial(rules()["sgd"], TorchSubject(kind, ("lr",)), scenario(dtype))
    evidence = laws()["written"].judge(trial)
    assert evidence is not None
    assert evidence.decided
    return evidence.is_broken


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_copy_of_its_own_breaks_the_law(dtype: Precision) -> None:
    assert judge(KeptCopy, dtype)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_refreshed_copy_and_none_keep_the_law(dtype: Precision) -> None:
    assert not judge(RefreshedCopy, dtype)
    assert not judge(torch.optim.SGD, dtype)


def test_the_written_values_are_those_of_the_event() -> None:
    plain = scenario("float64")
    run = CoreSubject("sgd").run(
        Scenario(
            "sgd",
            "float64",
            plain.parameters,
            plain.groups,
            (*plain.events, Write((encode_array([3.0, 5.0]),))),
        )
    )
    assert run.frames[-1][0].tolist() == [3.0, 5.0]  # type: ignore[union-attr]
