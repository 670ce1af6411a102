"""The GitHub action: its steps are run with a stub in place of Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.tests.documentation import ROOT

yaml = pytest.importorskip("yaml")

FILE = ROOT / "action.yml"
pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason="the action is in the repository"),
    pytest.mark.skipif(not shutil.which("bash"), reason="needs bash"),
]

# Writes its arguments into a file, and ends a check with the next of some exit codes.
STUB = """\
#!{python}
import os, sys
with open("calls", "a") as file:
    print(*sys.argv[1:], sep="|", file=file)
if sys.argv[1] == "-c":
    exec(sys.argv[2])
elif sys.argv[2] == "conformance":
    codes = open("codes").read().split()
    open("codes", "w").write(" ".join(codes[1:]))
    sys.exit(int(codes[0]))
"""


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stub = tmp_path / "stub"
    stub.write_text(STUB.format(python=sys.executable), encoding="utf-8")
    stub.chmod(0o755)
    return tmp_path


def run_step(action: dict[str, Any], name: str, folder: Path, **inputs: str) -> int:
    """Run a step as GitHub does, with the inputs in place of the expressions of its environment."""
    [step] = [step for step in action["runs"]["steps"] if step["name"] == name]
    assert step["shell"] == "bash"
    values = {key: str(one.get("default", "")) for key, one in action["inputs"].items()}
    values |= {"python": "./stub", **inputs}
    known = {f"inputs.{key}": value for key, value in values.items()}
    known["github.action_path"] = "/the/action"
    env = {
        key: re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: known[found[1]], value)
        for key, value in step["env"].items()
    }
    return subprocess.run(  # noqa: S603
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],  # noqa: S607
        cwd=folder, env={"PATH": os.environ["PATH"], **env}, check=False,
    ).returncode  # fmt: skip


def calls(folder: Path) -> list[list[str]]:
    lines = (folder / "calls").read_text(encoding="utf-8").splitlines()
    return [line.split("|") for line in lines if not line.startswith("-c")]


def check(action: dict[str, Any], folder: Path, codes: str, **inputs: str) -> int:
    (folder / "codes").write_text(codes, encoding="utf-8")
    return run_step(action, "Check", folder, **inputs)


def test_an_action_is_composite_and_describes_its_inputs(action: dict[str, Any]) -> None:
    assert action["runs"]["using"] == "composite"
    assert all(one["description"] for one in action["inputs"].values())
    used = set(re.findall(r"inputs\.(\w+)", FILE.read_text(encoding="utf-8")))
    assert used == action["inputs"].keys()


def test_the_action_installs_its_own_version(action: dict[str, Any], folder: Path) -> None:
    assert run_step(action, "Install", folder) == 0
    assert calls(folder) == [["-m", "pip", "install", "/the/action"]]
    assert run_step(action, "Install", folder, install="optimcore==0.1.0") == 0
    assert calls(folder)[-1] == ["-m", "pip", "install", "optimcore==0.1.0"]


def test_each_target_is_checked_with_its_reports(action: dict[str, Any], folder: Path) -> None:
    code = check(
        action, folder, "0 0", target="mine.py:Adam\nmy pkg/b.py:SGD\n", rule="adam",
        arguments="--hyper 'name=two words' --examples 5", reports="out",
    )  # fmt: skip
    assert code == 0
    first, second = calls(folder)
    assert first == [
        "-m", "conformance", "check", "mine.py:Adam", "--rule", "adam", "--hyper", "name=two words",
        "--examples", "5", "--json", "out/report-1.json", "--junit", "out/report-1.xml", "--sarif",
        "out/report-1.sarif", "--badge", "out/badge-1.json",
    ]  # fmt: skip
    assert second[3] == "my pkg/b.py:SGD"
    assert "out/report-2.json" in second


def test_the_options_of_the_action_are_those_of_check(action: dict[str, Any], folder: Path) -> None:
    import click

    from conformance.cli.main import main

    check(action, folder, "0", target="mine.py:Adam", rule="adam")
    command = main.commands["check"]
    known = {o for p in command.get_params(click.Context(command)) for o in p.opts}
    [call] = calls(folder)
    assert {word for word in call[3:] if word.startswith("--")} <= known


@pytest.mark.parametrize(
    ("codes", "worst"), [("0 0 0", 0), ("0 1 0", 1), ("1 3 0", 3), ("130 1 0", 130)]
)
def test_the_action_ends_in_the_worst_exit_code(
    action: dict[str, Any], folder: Path, codes: str, worst: int
) -> None:
    assert check(action, folder, codes, target="a.py:A\n\nb.py:B\nc.py:C") == worst
    assert len(calls(folder)) == 3


def test_an_input_is_not_run_as_code(action: dict[str, Any], folder: Path) -> None:
    wanted = "a.py:A; touch injected $(touch injected) `touch injected`"
    assert check(action, folder, "0", target=wanted, arguments="--rule '$(touch injected)'") == 0
    assert not (folder / "injected").exists()
    [call] = calls(folder)
    assert call[3] == wanted
    steps = action["runs"]["steps"]
    assert not any("${{" in step["run"] for step in steps)
