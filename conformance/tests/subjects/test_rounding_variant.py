"""Reduced-precision variants: they are detected, used and reported."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

import optimcore
from conformance import check
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from properties.engine.examiner import Examiner
from properties.laws import MUST
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit


def test_optimcore_needs_no_reduced_precision_variant() -> None:
    for kind in (optimcore.NAdam, optimcore.ASGD, optimcore.SGD):
        _, rule = find_subject(resolve(kind), rules()[kind.__name__.lower()])
        assert rule.rounding_variant == ""


class MomentsInFloat32(optimcore.NAdam):
    """The moments are rounded to float32, and not the product of the schedule."""

    def step(self) -> None:
        super().step()
        for state in self.state.values():
            for name in self.moments:
                state[name] = state[name].astype(np.float32).astype(state[name].dtype)


def test_another_rounding_is_not_taken_for_the_variant() -> None:
    """Its errors are within the bounds of the variant, and show where the variant has none."""
    _, rule = find_subject(resolve(MomentsInFloat32), rules()["nadam"])
    assert rule.rounding_variant == ""


def test_only_some_rules_have_a_reduced_precision_variant() -> None:
    coarse = {name for name, rule in rules().items() if rule.reduced_precision_variant()}
    assert coarse == {"adafactor", "asgd", "muon", "nadam"}


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["NAdam", "ASGD"])
def test_torch_keeps_its_schedules_in_single_precision_and_conforms(name: str) -> None:
    pytest.importorskip("torch")
    report = check(f"torch.optim:{name}", examples=1)
    assert report.verdict == "conforms"
    assert "in float32" in report.formulation


@pytest.mark.campaign
def test_torchs_muon_iterates_in_bfloat16_and_conforms() -> None:
    pytest.importorskip("torch")
    report = check("torch.optim:Muon", examples=1)
    assert report.verdict == "conforms"
    assert "bfloat16" in report.formulation


@pytest.mark.campaign
def test_a_dialect_is_applied_and_named_in_reduced_precision_too() -> None:
    torch = pytest.importorskip("torch")

    class NAdamW(torch.optim.NAdam):  # type: ignore[misc, name-defined]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, decoupled_weight_decay=True, **kwargs)

    dialect = "nadam-decoupled-decay"
    assume = {"decoupled_weight_decay": False}
    judged = partial(check, NAdamW, "nadam", examples=1, assume=assume)
    assert judged(dialects=[dialect]).verdict == "conforms"
    report = judged()
    assert report.diagnosis[0].id == dialect
    assert "in float32" in report.formulation


NORM = "x = u / max(np.linalg.norm(u), h.eps)"
RETURNED = "    return x\n\n\ndef adjustment"
IN_BFLOAT16 = """    return short(x)


def short(x):
    bits = np.ascontiguousarray(x, np.float32).view(np.uint32)
    return ((bits + 0x8000) & 0xFFFF0000).view(np.float32).astype(x.dtype)


def adjustment"""


@pytest.mark.parametrize(
    ("correct", "instead", "is_coarse"),
    [
        (RETURNED, IN_BFLOAT16, True),
        (NORM, "x = u / np.maximum(np.linalg.norm(u, axis=-1, keepdims=True), h.eps)", False),
        (NORM, "x = u * np.inf", False),
        (RETURNED, "    return 0 * x\n\n\ndef adjustment", False),
        (RETURNED, "    return np.sign(x)\n\n\ndef adjustment", False),
        (RETURNED, "    return 0.75 * np.sign(x)\n\n\ndef adjustment", False),
    ],
)
def test_wide_bounds_need_results_with_the_digits_of_their_format(
    correct: str, instead: str, is_coarse: bool
) -> None:
    """Results that are not finite, 0 and 1 are in every format."""
    written = build_variant([Edit("muon.py", correct, instead)]).Muon
    with np.errstate(all="ignore"):
        _, rule = find_subject(resolve(written), rules()["muon"])
    assert bool(rule.rounding_variant) == is_coarse


class OffMuon(optimcore.Muon):
    """An error in a coefficient that bfloat16 would hide, in float64."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        a, b, c = self.ns_coefficients
        self.ns_coefficients = (a * (1 + 2**-12), b, c)


@pytest.mark.campaign
def test_a_small_defect_is_not_accepted_as_reduced_precision() -> None:
    report = check(OffMuon, "muon", examples=1)
    assert report.verdict == "diverges"
    assert report.formulation == ""


RATE = "1 - t**h.beta2_decay"


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("correct", "instead", "verdict"),
    [
        (RATE, "float(np.float32(1) - np.float32(t) ** np.float32(h.beta2_decay))", "conforms"),
        (RATE, "1 - t**h.beta2_decay * (1 + 1e-5)", "diverges"),
        ("min(h.lr, t**-0.5)", "min(h.lr, t**-0.5) * (1 + 1e-9)", "diverges"),
    ],
)
def test_the_decay_rate_alone_of_an_adafactor_may_be_in_single_precision(
    correct: str, instead: str, verdict: str
) -> None:
    written = build_variant([Edit("adafactor.py", correct, instead)]).Adafactor
    # The module of a variant cannot be imported again, which unpickling does.
    report = check(written, "adafactor", examples=1, without=["pickle"])
    assert report.verdict == verdict
    assert bool(report.formulation) == (verdict == "conforms")


class HalfRateASGD(optimcore.ASGD):
    """A step size in half precision, which no variant allows."""

    def step(self) -> None:
        self.lr = float(np.float16(self.lr))
        super().step()


def test_a_coarser_rounding_than_that_is_a_finding() -> None:
    subject, rule = find_subject(resolve(HalfRateASGD), rules()["asgd"])
    assert rule.rounding_variant == ""
    found = Examiner(rule, subject, examples=1).run().findings
    assert "agreement" in {one.law.id for one in found if one.law.requirement == MUST}
