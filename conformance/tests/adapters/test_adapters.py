"""Adapters: which subjects each can run, which laws it excludes, and which errors it reports."""

from __future__ import annotations

import pytest

import optimcore
from conformance import check
from conformance.adapters import adapters
from conformance.rendering.terminal.report import render_report
from conformance.tests.checked_sources import OF_CLEARING, OF_STATE, check_source, left_out, without
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject

OWN_PARAMETER = '''
class Parameter:
    """A parameter with two attributes and no methods."""

    def __init__(self, data):
        self.data = data
        self.grad = None
'''

PICKY = "assert all(type(p) is Parameter for p in self.params), 'a foreign parameter'\n"


def raising_when(condition: str) -> str:
    """A correct SGD that rejects parameters for which ``condition`` is true."""
    return PAGE_SGD.replace(
        "self.lr = lr",
        "self.lr = lr\n"
        f"        if any({condition} for p in self.params):\n"
        "            raise TypeError('not these')",
    )


def test_every_adapter_has_a_summary_of_one_line() -> None:
    assert {"objects", "torch"} <= adapters().keys()
    assert all(a.summary and "\n" not in a.summary for a in adapters().values())


def test_a_correct_adam_with_its_own_names_conforms(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, "adam", "Adam")
    assert report.verdict == "conforms"
    assert report.adapter == "objects"
    assert report.names == {
        "lr": ["learning_rate"],
        "betas": ["beta1", "beta2"],
        "eps": ["epsilon"],
        "weight_decay": ["wd"],
    }


def test_missing_capabilities_are_listed_with_the_reason(
    write_subject: WriteSubject,
) -> None:
    out = left_out(check_source(write_subject, "adam", "Adam", examples=1))
    assert OF_STATE | OF_CLEARING | {"maximize", "zero-momentum"} <= out.keys()
    assert "maximize" in out["maximize"]
    assert "state_dict" in out["resume"]
    assert "zero_grad" in out["zero-grad"]
    assert "the law is about sgd" in out["zero-momentum"]


def test_a_subject_with_all_capabilities_has_no_state_law_left_out(
    write_subject: WriteSubject,
) -> None:
    report = check_source(write_subject, "sgd")
    assert report.verdict == "conforms"
    assert not (OF_STATE | OF_CLEARING) & left_out(report).keys()


def test_a_module_with_a_parameter_class_gets_its_own_kind(write_subject: WriteSubject) -> None:
    picky = PAGE_SGD.replace("self.lr = lr", "self.lr = lr\n        " + PICKY)
    report = check_source(write_subject, OWN_PARAMETER + picky)
    assert report.verdict == "conforms"


def test_a_module_without_a_parameter_class_gets_optimcores(write_subject: WriteSubject) -> None:
    picky = PAGE_SGD.replace("self.lr = lr", "self.lr = lr\n        " + PICKY)
    report = check_source(write_subject, "from optimcore import Parameter\n" + picky)
    assert report.verdict == "conforms"


def test_no_state_dict_leaves_out_resuming_and_nothing_else(write_subject: WriteSubject) -> None:
    everything = left_out(check_source(write_subject, "sgd", examples=1))
    source = without(PAGE_SGD, "state_dict", "load_state_dict")
    report = check_source(write_subject, source)
    assert report.verdict == "conforms"
    assert left_out(report).keys() - everything.keys() == OF_STATE


def test_no_zero_grad_leaves_out_clearing_and_nothing_else(write_subject: WriteSubject) -> None:
    everything = left_out(check_source(write_subject, "sgd", examples=1))
    report = check_source(write_subject, without(PAGE_SGD, "zero_grad"))
    assert report.verdict == "conforms"
    assert left_out(report).keys() - everything.keys() == OF_CLEARING


@pytest.mark.parametrize("given", [False, True])
def test_a_flag_with_one_implemented_value_is_fixed(
    write_subject: WriteSubject, given: bool
) -> None:
    words = f"raise NotImplementedError('only {not given}')"
    source = f"""
import optimcore

class SGD(optimcore.SGD):
    def __init__(self, params, lr=1e-3, maximize={not given}):
        if maximize is {given}:
            {words}
        super().__init__(params, lr, maximize=maximize)
"""
    report = check_source(write_subject, source)
    assert report.verdict == "conforms"
    assert report.unwritten == [f"maximize={given} (NotImplementedError: only {not given})"]
    assert "not implemented by the optimizer: maximize" in render_report(report).plain


def test_no_attribute_for_the_learning_rate_leaves_out_changing_it(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace("self.lr", "self._rate")
    report = check_source(write_subject, source)
    assert report.verdict == "conforms"
    assert "learning rate cannot be changed" in left_out(report)["lr-change"]


def test_a_class_that_supports_float64_alone_is_checked_in_float64_alone(
    write_subject: WriteSubject,
) -> None:
    report = check_source(write_subject, raising_when("p.data.dtype != 'float64'"))
    assert report.verdict == "conforms"


def test_a_class_that_rejects_scalars_is_checked_without_them(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, raising_when("p.data.ndim == 0"))
    assert report.verdict == "conforms"


def test_a_class_that_rejects_empty_parameters_is_checked_without_them(
    write_subject: WriteSubject,
) -> None:
    report = check_source(write_subject, raising_when("p.data.size == 0"))
    assert report.verdict == "conforms"


def test_a_torch_class_that_rejects_empty_parameters_at_construction_is_checked_without_them(
    write_subject: WriteSubject,
) -> None:
    pytest.importorskip("torch")
    source = """
import torch

class SGD(torch.optim.SGD):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, lr)
        if any(p.numel() == 0 for group in self.param_groups for p in group["params"]):
            raise ValueError("empty parameters are not supported")
"""
    report = check_source(write_subject, source, examples=1)
    assert report.verdict == "conforms"
    at_a_step = source.replace(
        "def __init__(self, params, lr=1e-3):", "def step(self, closure=None):"
    )
    at_a_step = at_a_step.replace("super().__init__(params, lr)", "super().step(closure)")
    assert check_source(write_subject, at_a_step, examples=1).verdict == "diverges"


def test_a_class_that_rejects_strides_is_checked_without_the_law_layout(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace(
        "for p in self.params:\n            if",
        "for p in self.params:\n            if not p.data.flags.c_contiguous:\n"
        "                raise ValueError('not contiguous')\n            if",
    )
    report = check_source(write_subject, source)
    assert report.verdict == "conforms"
    assert "not contiguous" in left_out(report)["layout"]


def test_a_factory_in_a_file_conforms(write_subject: WriteSubject) -> None:
    source = PAGE_SGD + "\ndef make_sgd(params, lr=1e-3):\n    return SGD(params, lr)\n"
    assert check_source(write_subject, source, "make_sgd").verdict == "conforms"


def test_optimcores_own_classes_conform() -> None:
    for kind in (optimcore.SGD, optimcore.AdamW):
        report = check(kind, examples=1)
        assert (report.verdict, report.adapter) == ("conforms", "objects")


def test_a_keyword_that_a_constructor_turns_out_not_to_take_is_dropped(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace(
        "lr=1e-3):",
        "**given):\n        lr = given.pop('lr', 1e-3)\n"
        "        if given:\n            raise TypeError(f'unexpected {given}')",
    )
    report = check_source(write_subject, source)
    assert report.verdict == "conforms"
    assert report.names == {"lr": ["lr"]}
