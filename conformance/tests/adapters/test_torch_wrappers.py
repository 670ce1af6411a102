"""Wrappers over torch optimizers that take named parameters or a model."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.subjects.selection import find_subject
from conformance.targets.options import SubjectOptions
from conformance.targets.resolve import resolve
from conformance.tests.example_subjects import (
    FACTORY,
    OF_MODEL,
    OF_NAMED,
    PAGE_SGD,
    TRAINING,
    WRAPPER,
    wrapping,
)
from conformance.tests.fixture_types import WriteSubject
from properties.rules.registry import rules

pytest.importorskip("torch")


@pytest.mark.parametrize(
    ("source", "asks", "found", "adapter"),
    [
        (WRAPPER, "named_parameters", OF_NAMED, "torch-named"),
        (FACTORY, "named_params", OF_NAMED, "torch-named"),
        (WRAPPER, "model", OF_MODEL, "torch-model"),
        (FACTORY, "net", OF_MODEL, "torch-model"),
    ],
)
def test_a_wrapper_is_passed_what_its_first_argument_names(
    source: str, asks: str, found: str, adapter: str, write_subject: WriteSubject
) -> None:
    report = check(f"{write_subject(wrapping(source, asks, found))}:SGD", examples=1)
    assert (report.verdict, report.error) == ("conforms", None)
    assert report.adapter == adapter
    reasons = {n.law: n.reason for n in report.certificate.not_applicable}
    assert reasons["late-group"] == "the adapter passes one model"


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        ("named_parameters", "[p for name, p in list({asks})[:1]]"),
        ("model", "list({asks}[0].parameters())"),
    ],
)
def test_a_wrapper_that_forgets_all_layers_but_the_first_diverges(
    asks: str, found: str, write_subject: WriteSubject
) -> None:
    report = check(f"{write_subject(wrapping(WRAPPER, asks, found))}:SGD", examples=1)
    assert report.verdict == "diverges"
    assert "only the first parameter is updated" in [named.title for named in report.diagnosis]


def test_the_adapter_for_named_parameters_can_be_chosen() -> None:
    subject, _ = find_subject(
        resolve("torch.optim:SGD"), rules()["sgd"], SubjectOptions(adapter="torch-named")
    )
    assert subject.adapter.name == "torch-named"
    assert subject.capabilities.supports("float32")


def test_an_optimizer_that_needs_training_mode_is_in_it(write_subject: WriteSubject) -> None:
    report = check(f"{write_subject(TRAINING)}:SGD", examples=1)
    assert (report.verdict, report.error) == ("conforms", None)
    reasons = {n.law: n.reason for n in report.certificate.not_applicable}
    assert "each parent class" in reasons["hooks"]


OWN_STEP = """
import torch

class SGD(torch.optim.Adam):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, lr=lr)

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p -= group["lr"] * p.grad
"""


def test_hooks_are_checked_on_a_step_of_its_own(write_subject: WriteSubject) -> None:
    for target in ("torch.optim:AdamW", f"{write_subject(OWN_STEP)}:SGD"):
        name = "adamw" if target.endswith("AdamW") else "sgd"
        subject, _ = find_subject(resolve(target), rules()[name])
        assert subject.capabilities.supports("hooks"), target


@pytest.mark.parametrize(
    "goes_on", ["super().step(closure)", "Base.step(self, closure)", "torch.optim.SGD.step(self)"]
)
def test_hooks_are_not_checked_on_a_step_that_calls_the_parents_step(
    goes_on: str, write_subject: WriteSubject
) -> None:
    path = write_subject(
        "import torch\nfrom torch.optim import SGD as Base\n\n\nclass SGD(Base):\n"
        f"    def step(self, closure=None):\n        {goes_on}\n"
    )
    subject, _ = find_subject(resolve(f"{path}:SGD"), rules()["sgd"])
    assert not subject.capabilities.supports("hooks")


def test_an_argument_called_model_does_not_select_torch(write_subject: WriteSubject) -> None:
    path = write_subject(PAGE_SGD.replace("params", "model"))
    subject, _ = find_subject(resolve(f"{path}:SGD"), rules()["sgd"])
    assert subject.adapter.name == "objects"
