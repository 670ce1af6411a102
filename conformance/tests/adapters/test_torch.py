"""torch optimizers as subjects, and optimizers that look like them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance import check
from conformance.tests.checked_sources import OF_CLEARING, OF_STATE, check_source, left_out
from conformance.tests.fixture_types import WriteSubject


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW"])
def test_torchs_own_optimizers_conform(name: str) -> None:
    pytest.importorskip("torch")
    report = check(f"torch.optim:{name}", examples=1)
    assert (report.verdict, report.adapter) == ("conforms", "torch")
    assert "mixed-dtypes" in left_out(report)


def test_torchs_foreach_path_conforms() -> None:
    pytest.importorskip("torch")
    assert check("torch.optim:AdamW", hyper={"foreach": True}, examples=1).verdict == "conforms"


def test_a_torch_class_is_a_target() -> None:
    torch = pytest.importorskip("torch")
    assert check(torch.optim.SGD, examples=1).verdict == "conforms"


def test_a_factory_of_a_torch_optimizer_is_a_target() -> None:
    torch = pytest.importorskip("torch")

    def make_sgd(params: Any, learning_rate: float = 1e-3) -> Any:
        return torch.optim.SGD(params, lr=learning_rate)

    factory: Callable[..., Any] = make_sgd
    report = check(factory, examples=1, adapter="torch")
    assert report.verdict == "conforms"
    assert report.names == {"lr": ["learning_rate"]}


GATED = """\
import torch

class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, {"lr": lr})
        for group in self.param_groups:
            if "plain" not in group:
                raise ValueError("`plain` must be set.")

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(p.grad, alpha=group["lr"] if group["plain"] else 1.0)
"""


@pytest.mark.parametrize(("plain", "verdict"), [(True, "conforms"), (False, "diverges")])
def test_entries_of_parameter_groups_are_given(
    write_subject: WriteSubject, plain: bool, verdict: str
) -> None:
    pytest.importorskip("torch")
    target = f"{write_subject(GATED)}:SGD"
    assert check(target, examples=1).verdict == "errored"
    assert check(target, examples=1, hyper={"group.plain": plain}).verdict == verdict


def test_a_subject_without_groups_gets_no_group_entries(write_subject: WriteSubject) -> None:
    report = check("optimcore:Adam", examples=1, hyper={"group.plain": True})
    assert report.verdict == "errored"
    assert "adapter objects: has no parameter groups" in (report.error or "")


DUCK = """\
import torch

class SGD:
    def __init__(self, params, lr=1e-3):
        self.params, self.lr = list(params), lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.sub_(p.grad, alpha=self.lr)
"""


def test_a_torch_optimizer_without_the_base_class_is_checked_with_torch_tensors(
    write_subject: WriteSubject,
) -> None:
    pytest.importorskip("torch")
    report = check_source(write_subject, DUCK)
    assert (report.verdict, report.adapter) == ("conforms", "torch")


def test_a_torch_optimizer_may_lack_state_dict_and_zero_grad(
    write_subject: WriteSubject,
) -> None:
    pytest.importorskip("torch")
    out = left_out(check_source(write_subject, DUCK))
    assert out.keys() >= OF_STATE | OF_CLEARING


def test_a_wrong_torch_optimizer_without_the_base_class_diverges(
    write_subject: WriteSubject,
) -> None:
    pytest.importorskip("torch")
    report = check_source(write_subject, DUCK.replace("alpha=self.lr", "alpha=2 * self.lr"))
    assert report.verdict == "diverges"
    assert report.findings[0].law == "agreement"


FUSED = """\
import torch

class FusedAdam(torch.optim.Adam):
    def step(self, closure=None):
        for group in self.param_groups:
            group["eps"] = group["eps"] * 2
        super().step()
        for group in self.param_groups:
            group["eps"] = group["eps"] / 2
"""


def test_a_derived_torch_optimizer_with_twice_the_eps_diverges(write_subject: WriteSubject) -> None:
    pytest.importorskip("torch")
    report = check_source(write_subject, FUSED, "FusedAdam")
    assert (report.verdict, report.rule, report.adapter) == ("diverges", "adam", "torch")
