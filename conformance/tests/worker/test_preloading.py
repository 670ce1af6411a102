"""Which targets get a worker that is forked after torch was imported."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.worker.preloading import mentions_torch


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("torch.optim", True), ("pytorch_optimizer", True), ("optimcore", False),
        ("numpy.linalg", False), ("json", False), ("no_such_module.inner", False), ("", False),
        ("properties.subjects.torch_driver", True), ("properties.subjects.driver", False),
    ],
)  # fmt: skip
def test_modules_that_mention_torch(place: str, expected: bool) -> None:
    assert mentions_torch(f"{place}:Thing") is expected


def test_files_that_mention_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "with_it.py").write_text("import torch\n")
    (tmp_path / "without.py").write_text("import numpy\n")
    (tmp_path / "package_with_it").mkdir()
    (tmp_path / "package_with_it" / "inner.py").write_text("from torch import nn\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p])
    assert mentions_torch("with_it.py:Adam")
    assert mentions_torch("with_it:Adam")
    assert mentions_torch("package_with_it.inner:Adam")
    assert not mentions_torch("without:Adam")
    assert not mentions_torch("without.py:Adam")
    assert not mentions_torch("missing.py:Adam")
