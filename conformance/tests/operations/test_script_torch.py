"""Scripts of findings on torch's optimizers show the failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import check
from conformance.operations.script import make_script
from conformance.records.capsule import make_capsule
from conformance.tests.example_subjects import TRAINING
from conformance.tests.fixture_types import WriteSubject
from conformance.tests.script_runs import run_rendered_script, run_script


def test_a_script_shows_that_a_tensor_of_gradients_is_lost(
    write_subject: WriteSubject, tmp_path: Path
) -> None:
    pytest.importorskip("torch")
    path = write_subject(
        """\
        import torch

        class SGD(torch.optim.SGD):
            def step(self, closure=None):
                super().step(closure)
                self.zero_grad()
        """
    )
    report = check(f"{path}:SGD", examples=1)
    (finding,) = (f for f in report.findings if f.law == "gradient-untouched")
    script = tmp_path / "shown.py"
    script.write_text(make_script(make_capsule(report, finding)))
    lost = run_script(script)
    assert lost.returncode == 1, lost.stderr
    assert "and is None after the step" in lost.stdout


def test_a_script_spreads_tensors_too(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    report = check("torch.optim:SGD", hyper={"fused": True}, examples=1)
    (finding,) = (f for f in report.findings if f.law == "layout")
    script = tmp_path / "shown.py"
    script.write_text(make_script(make_capsule(report, finding)))
    shown = run_script(script)
    assert shown.returncode == 1, shown.stderr
    text = script.read_text()
    script.write_text(text.replace("[..., ::2]", "[..., : first]"))
    assert run_script(script).returncode == 0


def test_a_script_of_a_torch_optimizer(write_subject: WriteSubject, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    path = write_subject(
        """\
        import torch

        class Adam(torch.optim.Adam):
            def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
                super().__init__(params, lr=lr, betas=betas, eps=2 * eps)
        """
    )
    report = check(f"{path}:Adam", examples=1)
    script = tmp_path / "shown.py"
    script.write_text(make_script(make_capsule(report, report.findings[0])))
    done = run_script(script)
    assert done.returncode == 1, done.stderr


def test_a_script_enters_training_mode(write_subject: WriteSubject, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    path = write_subject(TRAINING.replace("lr=lr", "lr=2 * lr"))
    done = run_rendered_script(check(f"{path}:SGD", examples=1), tmp_path / "shown.py")
    assert done.returncode == 1, done.stderr
    assert "got " in done.stdout


GATED = """
import torch

class SGD(torch.optim.SGD):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, lr)
        if not all(group["doubled"] in (1, 2) for group in self.param_groups):
            raise ValueError("doubled is 1 or 2")

    def step(self, closure=None):
        for group in self.param_groups:
            group["lr"] *= group["doubled"]
        super().step()
        for group in self.param_groups:
            group["lr"] /= group["doubled"]
"""


def test_a_script_gives_entries_of_parameter_groups(
    write_subject: WriteSubject, tmp_path: Path
) -> None:
    pytest.importorskip("torch")
    report = check(f"{write_subject(GATED)}:SGD", hyper={"group.doubled": 2}, examples=1)
    done = run_rendered_script(report, tmp_path / "shown.py")
    assert done.returncode == 1, done.stderr
    assert "got" in done.stdout
