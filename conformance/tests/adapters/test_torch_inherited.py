"""What torch's base class does is no finding about a class that inherits it."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from conformance import check

torch = pytest.importorskip("torch")

OF_TORCH = {"checkpoint-twice", "duplicate"}


class Inheriting(torch.optim.SGD):  # type: ignore[misc,name-defined]
    """Everything is inherited."""


class Copying(torch.optim.SGD):  # type: ignore[misc,name-defined]
    """The saved state is a copy, and still shared after it was loaded."""

    def state_dict(self) -> Any:
        return deepcopy(super().state_dict())


def test_what_is_inherited_is_in_the_list_of_what_does_not_apply() -> None:
    report = check(Inheriting, "sgd", examples=3)
    reasons = {one.law: one.reason for one in report.certificate.not_applicable}
    assert all("torch's base class" in reasons[law] for law in OF_TORCH)
    assert "references" in reasons["checkpoint-kept"]
    seen = {law for one in report.advice for law in (one.law, *one.also)}
    assert not seen & OF_TORCH


def test_a_method_of_its_own_is_judged() -> None:
    report = check(Copying, "sgd", examples=3)
    seen = {law for one in report.advice for law in (one.law, *one.also)}
    assert "checkpoint-twice" in seen
    assert "checkpoint-kept" not in seen


PACKAGED = """
import torch

class Mine(torch.optim.SGD):
    def __init__(self, named_parameters, lr=1e-3):
        super().__init__([{"params": [p]} for _, p in named_parameters], lr=lr)
"""


def test_a_package_may_export_the_class_of_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "exporting"
    package.mkdir()
    (package / "mine.py").write_text(PACKAGED)
    (package / "__init__.py").write_text("from .mine import Mine\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    reports = [check(f"exporting{place}:Mine", "sgd", examples=1) for place in ("", ".mine")]
    assert [(r.verdict, r.adapter) for r in reports] == [("conforms", "torch-named")] * 2
