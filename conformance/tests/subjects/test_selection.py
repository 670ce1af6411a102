"""Which adapter is selected, and what is an error of the subject itself."""

from __future__ import annotations

from textwrap import dedent

import pytest

import optimcore
from conformance import check
from conformance.errors import WrongUse
from conformance.tests.checked_sources import check_source, without
from conformance.tests.example_subjects import PAGE_ADAM, PAGE_SGD
from conformance.tests.fixture_types import WriteSubject


def test_an_unbuildable_subject_is_errored_and_says_why(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace("self.lr = lr", "raise RuntimeError('needs a GPU')")
    report = check_source(write_subject, source)
    assert report.verdict == "errored"
    assert report.error is not None
    assert "RuntimeError at construction: needs a GPU" in report.error
    assert (report.findings, report.certificate.cases) == ([], 0)


def test_an_errored_report_still_names_the_rule(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace("self.lr = lr", "raise RuntimeError('needs a GPU')")
    assert check_source(write_subject, source).rule == "sgd"


@pytest.mark.parametrize("source", [without(PAGE_SGD, "step"), "class SGD:\n    pass\n"])
def test_a_subject_without_step_is_wrong_use(write_subject: WriteSubject, source: str) -> None:
    with pytest.raises(WrongUse, match="class without a method that takes a step"):
        check_source(write_subject, source)


def test_a_class_that_inherits_the_empty_step_of_torch_is_wrong_use(
    write_subject: WriteSubject,
) -> None:
    pytest.importorskip("torch")
    source = """
    import torch

    class SGD(torch.optim.Optimizer):
        def __init__(self, params, lr=1e-3):
            super().__init__(params, {"lr": lr})
    """
    with pytest.raises(WrongUse, match=r"SGD defines no step.*Optimizer has none of its own"):
        check_source(write_subject, dedent(source))


@pytest.mark.parametrize(
    ("head", "returned"),
    [("def sgd(params, lr=1e-3):", "NoneType"), ("async def sgd(params, lr=1e-3):", "coroutine")],
)
def test_a_function_that_returns_no_optimizer_says_what_came(
    head: str, returned: str, write_subject: WriteSubject
) -> None:
    report = check(f"{write_subject(head + ' return None')}:sgd", "sgd", examples=1)
    assert report.verdict == "errored"
    assert f"sgd returned an object of type {returned}, which takes no step" in str(report.error)


def test_a_class_that_is_called_says_what_to_add(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace("def step(self", "def __call__(self")
    with pytest.raises(WrongUse, match="add the line step = __call__ to SGD"):
        check_source(write_subject, source)


def test_a_subject_that_takes_no_parameters_is_errored(write_subject: WriteSubject) -> None:
    source = "class SGD:\n    def step(self):\n        pass\n"
    assert check_source(write_subject, source).verdict == "errored"


def test_an_unknown_required_argument_is_named(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace("lr=1e-3", "closure, lr=1e-3")
    with pytest.raises(WrongUse, match=r"needs the argument closure.*--hyper closure=VALUE"):
        check_source(write_subject, source)
    assert check_source(write_subject, source, hyper={"closure": None}).verdict == "conforms"


def test_a_division_by_zero_on_the_first_step_is_a_finding(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_ADAM.replace("self.t[i] += 1", "self.t[i] += 0").replace(
        "self.m[i] / (1 - self.beta1 ** self.t[i])", "self.m[i] * (1 / (1 - 1.0 ** self.t[i]))"
    )
    report = check_source(write_subject, source, "Adam")
    assert report.verdict == "diverges"
    assert report.findings[0].law == "runs"
    assert "ZeroDivisionError" in report.findings[0].message


def test_raising_on_an_absent_gradient_breaks_the_law_that_it_runs(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace("if p.grad is not None:", "if True:")
    report = check_source(write_subject, source)
    assert report.verdict == "diverges"
    found = {f.law: f for f in report.findings}
    assert "TypeError" in found["runs"].message
    assert found["runs"].scenario.steps == 1
    assert None in found["runs"].scenario.events[-1].gradients  # type: ignore[union-attr]


def test_raising_on_the_second_step_is_a_finding(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace(
        "for p in self.params:\n            if",
        "self.count = getattr(self, 'count', 0) + 1\n        if self.count > 1:\n"
        "            raise RuntimeError('once is enough')\n"
        "        for p in self.params:\n            if",
    )
    report = check_source(write_subject, source)
    assert report.verdict == "diverges"
    assert "once is enough" in {f.law: f.message for f in report.findings}["runs"]


def test_an_adapter_can_be_chosen() -> None:
    assert check(optimcore.SGD, adapter="objects", examples=1).adapter == "objects"


def test_an_unknown_adapter_is_wrong_use() -> None:
    with pytest.raises(
        WrongUse, match=r"adapter 'mxnet' is unknown.*Give one of: .*objects, .*torch"
    ):
        check(optimcore.SGD, adapter="mxnet")


def test_the_wrong_adapter_is_no_finding() -> None:
    pytest.importorskip("torch")
    report = check(optimcore.SGD, adapter="torch", examples=1)
    assert report.verdict == "errored"
