"""Standalone scripts: they run without this suite, show the difference, and see it mended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance import check
from conformance.capsules import capsule_of
from conformance.conftest import EPS_INSIDE, PAGE_ADAM, Command, WriteSubject
from conformance.errors import WrongUse
from conformance.records import Capsule
from conformance.scripts import script_of
from properties.scenario import AddGroup
from properties.transforms import change


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("subject") / "mine.py"
    path.write_text(EPS_INSIDE)
    return path


@pytest.fixture(scope="module")
def capsule(source: Path) -> Capsule:
    report = check(f"{source}:Adam", examples=2)
    return capsule_of(report, report.findings[0])


def run(script: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the script written above
        [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, check=False
    )


def test_a_script_shows_the_difference_and_sees_it_mended(
    capsule: Capsule, source: Path, command: Command, tmp_path: Path
) -> None:
    kept, script = tmp_path / "capsule.json", tmp_path / "shown.py"
    kept.write_text(capsule.to_json())
    assert command("replay", kept, "--script", script).exit_code == 0
    text = script.read_text()
    assert not {"optimcore", "properties", "conformance"} & set(text.replace(".", " ").split())
    broken = run(script)
    assert broken.returncode == 1, broken.stderr
    assert "got " in broken.stdout
    assert "outside what rounding explains" in broken.stdout
    source.write_text(PAGE_ADAM)
    mended = run(script)
    source.write_text(EPS_INSIDE)
    assert mended.returncode == 0, mended.stderr
    assert mended.stdout.startswith("0 of ")


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
    report = check(f"{path}:Adam", examples=2)
    script = tmp_path / "shown.py"
    script.write_text(script_of(capsule_of(report, report.findings[0])))
    done = run(script)
    assert done.returncode == 1, done.stderr


def test_what_no_script_can_show_is_refused(capsule: Capsule) -> None:
    scenario = change(capsule.scenario, events=(AddGroup(1),))
    with pytest.raises(WrongUse, match="events beyond steps"):
        script_of(change(capsule, scenario=scenario))
    with pytest.raises(WrongUse, match="no single run"):
        script_of(change(capsule, frames=[]))


def test_nothing_of_a_capsule_becomes_code(capsule: Capsule) -> None:
    target = "mine.py:Adam\nimport os"
    text = script_of(change(capsule, target=target))
    compile(text, "shown.py", "exec")
    assert "\nimport os" not in text
