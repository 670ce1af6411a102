"""The examples of docs/ci.md: workflows, hooks and tox, with commands and options that exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import pytest

import conformance
from conformance.cli.main import main
from conformance.tests.documentation import BLOCKS, ROOT, needs_pages
from conformance.tests.example_subjects import PAGE_ADAM

yaml = pytest.importorskip("yaml")

PAGE = [block for block in BLOCKS if block.page == "ci.md"]
pytestmark = needs_pages
needs_tox = pytest.mark.skipif(not find_spec("tox"), reason="tox is not installed")


def texts(language: str) -> list[str]:
    return [block.text for block in PAGE if block.language == language]


def documents() -> list[dict[str, Any]]:
    return [yaml.safe_load(text) for text in texts("yaml")]


def document_with(key: str) -> dict[str, Any]:
    [found] = [document for document in documents() if key in document]
    return found


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def test_every_command_of_the_page_has_options_that_exist() -> None:
    check = main.commands["check"]
    known = {o for p in check.get_params(click.Context(check)) for o in p.opts}
    used = re.findall(r"conformance check ([^`\n]*)", "\n".join(b.text for b in PAGE))
    assert len(used) >= 5
    for words in used:
        options = {word for word in shlex.split(words) if word.startswith("--")}
        assert options <= known, words


def test_the_workflow_uses_the_action_in_the_version_of_the_project() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = document_with("jobs")["jobs"]["check"]["steps"]
    [own] = [step for step in steps if step.get("uses", "").startswith("OWNER/REPOSITORY@")]
    assert own["uses"].partition("@")[2] == f"v{version()}"
    assert own["with"].keys() <= action["inputs"].keys()
    required = {name for name, one in action["inputs"].items() if one.get("required")}
    assert required <= own["with"].keys()
    # The folder of the reports is the one that later steps read.
    folder = action["inputs"]["reports"]["default"]
    assert [step["with"]["path"] for step in steps if "path" in step.get("with", {})] == [folder]


def test_the_configuration_of_pre_commit_names_the_hook() -> None:
    [repository] = document_with("repos")["repos"]
    [hook] = repository["hooks"]
    [known] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert repository["rev"] == f"v{version()}"
    assert hook["id"] == known["id"]


def tox(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = [str(Path(conformance.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tox", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, places)),
            "PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]),
        },
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package with an optimizer, and the configuration of tox of the page."""
    package = tmp_path / "mypackage"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "optimizers.py").write_text(PAGE_ADAM.replace("Adam", "MyAdam"), encoding="utf-8")
    [text] = texts("ini")
    (tmp_path / "tox.ini").write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "mypackage"\nversion = "1"\n', encoding="utf-8"
    )
    command = tmp_path / "bin" / "conformance"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nfrom conformance.__main__ import run\nrun()\n", encoding="utf-8"
    )
    command.chmod(0o755)
    return tmp_path


@needs_tox
def test_tox_reads_the_configuration(folder: Path) -> None:
    done = tox(folder, "config", "-k", "deps")
    assert done.returncode == 0, done.stderr
    sections = re.findall(r"\[testenv:(\w+)\]\ndeps =(.*?)(?=\n\[|\Z)", done.stdout, re.DOTALL)
    found = {name: text.split() for name, text in sections}
    assert found == {
        "torch26": ["optimcore", "torch==2.6.*"], "torch213": ["optimcore", "torch==2.13.*"]
    }  # fmt: skip


@needs_tox
@pytest.mark.campaign
def test_an_environment_of_tox_runs_the_check(folder: Path) -> None:
    """Without a network: the command and the packages are those of the environment of the test."""
    offline = {
        "testenv.deps": "", "testenv.skip_install": "true", "testenv.pass_env": "PYTHONPATH",
        "testenv.allowlist_externals": "*",
    }  # fmt: skip
    words = [word for name, value in offline.items() for word in ("-x", f"{name}={value}")]
    done = tox(folder, "run", "-e", "torch26", *words, "--", "--in-process", "--json", "a.json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mypackage.optimizers:MyAdam conforms to adam" in done.stdout
    assert (folder / "junit-torch26.xml").is_file()
    assert (folder / "a.json").is_file()
