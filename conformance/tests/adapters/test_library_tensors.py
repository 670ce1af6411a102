"""Optimizers over the tensor class of their own package, on a miniature of such a package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance import Report, check
from conformance.errors import WrongUse
from conformance.rendering.report_text import render_command
from conformance.tests.fixture_types import WriteSubject
from conformance.tests.script_runs import run_rendered_script
from conformance.tests.tensor_class_subjects import optimizer_source, tensor_source


def write_package(folder: Path, name: str, wrapped: bool, wrong: bool) -> None:
    optimizer = optimizer_source(wrapped)
    package = folder / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "tensor.py").write_text(tensor_source(wrapped))
    (package / "optim.py").write_text(
        optimizer.replace("lr * p", "lr * 1.01 * p") if wrong else optimizer
    )


@pytest.mark.parametrize("wrapped", [False, True])
def test_parameters_are_objects_of_the_class_of_the_package(
    wrapped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    reports: list[Report] = []
    for wrong in (False, True):
        name = f"small_library_{wrapped:d}{wrong:d}"
        write_package(tmp_path, name, wrapped, wrong)
        reports.append(check(f"{name}.optim:SGD", "sgd", examples=1))
    right, wrong_one = reports
    assert (right.verdict, right.error, right.adapter) == ("conforms", None, "library-tensors")
    assert any("tensor.Tensor" in one for one in right.assumptions)
    assert (wrong_one.verdict, wrong_one.adapter) == ("diverges", "library-tensors")


def test_plain_parameters_have_the_attributes_of_tensors(write_subject: WriteSubject) -> None:
    """A package without a tensor class can read what tensors have, in scripts too."""
    source = """
import numpy as np

class SGD:
    def __init__(self, params, lr=1e-3):
        self.params, self.lr = [p for p in params if p.requires_grad], lr
        self.buffers = [np.zeros(p.shape, p.dtype) for p in self.params]

    def step(self):
        for p in self.params:
            if p.grad is not None and p.device == "cpu":
                p.data -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.zero_grad()
"""
    report = check(f"{write_subject(source)}:SGD", "sgd", examples=1)
    assert (report.verdict, report.error, report.adapter) == ("conforms", None, "objects")


# A class under a name that is not searched for, in another module than the optimizer.
WEIGHT = tensor_source(wrapped=False).replace("Tensor", "Weight")


@pytest.fixture
def weights(tmp_path: Path) -> str:
    path = tmp_path / "weights.py"
    path.write_text(WEIGHT + "\nclass Number:\n    __slots__ = ()\n")
    return str(path)


def write_optimizers(tmp_path: Path) -> tuple[str, str]:
    source = optimizer_source(wrapped=False).replace('"Tensor"', '"Weight"')
    (tmp_path / "right.py").write_text(source)
    (tmp_path / "wrong.py").write_text(source.replace("lr * p", "lr * 1.01 * p"))
    return f"{tmp_path / 'right.py'}:SGD", f"{tmp_path / 'wrong.py'}:SGD"


def test_the_class_of_the_parameters_can_be_given(tmp_path: Path, weights: str) -> None:
    right, wrong = write_optimizers(tmp_path)
    without = check(right, "sgd", examples=1)
    assert without.verdict == "errored"
    kind = f"{weights}:Weight"
    found, other = (check(one, "sgd", examples=1, parameter=kind) for one in (right, wrong))
    assert (found.verdict, found.error, found.adapter) == ("conforms", None, "library-tensors")
    assert other.verdict == "diverges"
    assert any("weights.Weight" in line for line in found.assumptions)
    assert f"--parameter {kind}" in render_command(found)
    done = run_rendered_script(other, tmp_path / "shown.py")
    assert done.returncode == 1, done.stderr
    assert "got " in done.stdout


def test_a_worker_that_was_lost_is_given_the_class_again(tmp_path: Path, weights: str) -> None:
    right, _ = write_optimizers(tmp_path)
    path = Path(right.removesuffix(":SGD"))
    text = path.read_text().replace(
        "def step(self):\n", "def step(self):\n        if self.lr == 1.0: import os; os._exit(3)\n"
    )
    path.write_text(text)
    report = check(right, "sgd", examples=1, parameter=f"{weights}:Weight")
    assert report.verdict == "diverges"
    assert report.findings[0].law == "runs"
    assert report.certificate.cases > 3


@pytest.mark.parametrize(
    ("kind", "adapter", "words"),
    [
        ("nowhere.py:Weight", None, "nowhere.py"),
        ("WEIGHTS:Missing", None, "no attribute 'Missing'"),
        ("WEIGHTS:np.zeros", None, "is not a class"),
        ("WEIGHTS:Number", None, "does not keep the array"),
        ("WEIGHTS:Weight", "objects", "has no effect"),
    ],
)
def test_a_class_that_cannot_be_used_is_an_error(
    kind: str, adapter: str | None, words: str, tmp_path: Path, weights: str
) -> None:
    right, _ = write_optimizers(tmp_path)
    given = kind.replace("WEIGHTS", weights)
    with pytest.raises(WrongUse, match=re.escape(words)):
        check(right, "sgd", adapter=adapter, parameter=given)


def test_a_class_in_the_file_of_the_optimizer_is_the_one_that_the_optimizer_knows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "both.py"
    optimizer = optimizer_source(wrapped=False)
    known = optimizer.replace('type(p).__name__ == "Tensor"', "isinstance(p, Weight)")
    assert known != optimizer
    path.write_text(WEIGHT + known)
    report = check(f"{path}:SGD", "sgd", examples=1, parameter=f"{path}:Weight")
    assert (report.verdict, report.error, report.adapter) == ("conforms", None, "library-tensors")
