"""One pass of check, report and replay, in every environment: with torch, and without."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.util import find_spec
from pathlib import Path

import pytest

import conformance
import optimcore
import properties
from conformance import check
from conformance.tests.example_subjects import CLIMBING_SGD
from conformance.tests.fixture_types import Command, WriteSubject

pytestmark = pytest.mark.everywhere

WITH_TORCH = find_spec("torch") is not None

# Modules of tests and of a group of tools; what a test module needs, it asks for itself. The
# examples in torch and the subjects of benchmarks are imported where their library is needed.
NOT_FOR_USERS = (
    "test_", "conftest", "tests", "mutation", "__main__", "harnesses", "torch_tests",
    "torch_descent", "torch_optimizers", "optax_adam", "broken_torch",
)  # fmt: skip

MODULES = [
    module.name
    for package in (optimcore, properties, conformance)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not any(part.startswith(NOT_FOR_USERS) for part in module.name.split("."))
]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_there_are_modules_of_every_package() -> None:
    assert {name.split(".")[0] for name in MODULES} == {"optimcore", "properties", "conformance"}
    assert len(MODULES) > 100


def test_a_check_says_whether_torch_was_the_oracle() -> None:
    report = check("optimcore:SGD", examples=1)
    assert report.verdict == "conforms"
    left_out = {n.law: n.reason for n in report.certificate.not_applicable}
    assert ("torch-agreement" in left_out) is not WITH_TORCH
    assert left_out.get("torch-agreement", "torch is not installed") == "torch is not installed"


def test_an_optimizer_of_torch_needs_torch(command: Command) -> None:
    done = command("check", "torch.optim:SGD", "--examples", "1")
    assert done.exit_code == (0 if WITH_TORCH else 2), done.output
    assert WITH_TORCH or "No module named 'torch'" in done.output


def test_a_defect_is_reported_rendered_and_replayed(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    target = f"{write_subject(CLIMBING_SGD)}:SGD"
    files = [tmp_path / f"report.{ending}" for ending in ("json", "html", "md")]
    options = [*zip(("--json", "--html", "--markdown"), files, strict=True)]
    done = command("check", target, "--examples", "1", *(x for pair in options for x in pair))
    assert done.exit_code == 1
    assert "agreement" in done.output
    assert all("agreement" in file.read_text(encoding="utf-8") for file in files)
    assert command("replay", files[0]).exit_code == 1
    assert command("replay", files[0], "--against", "optimcore:SGD").exit_code == 0
