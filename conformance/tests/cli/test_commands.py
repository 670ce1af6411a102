"""The command line: exit codes, files, output streams, and replays."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

import optimcore
from conformance.cache import cache_folder
from conformance.cli.main import main
from conformance.cli.schema import KINDS
from conformance.records.capsule import make_capsule, read_capsules
from conformance.records.check import Report
from conformance.records.literals import parse_literal
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject

ESCAPE = "\x1b"

# Imports the command and what the commands import when they need it.
IMPORT_ALL = (
    "import conformance.cli.main, conformance.operations.check, conformance.pitfall_report.run\n"
    "import conformance.rendering.charts.growth_chart, conformance.rendering.formats\n"
)


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter in another process, without variables that force color."""
    forced = {"FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "PYTHONWARNINGS"}
    kept = {k: v for k, v in os.environ.items() if k not in forced}
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=kept | {"PYTHONIOENCODING": "utf-8"} | environment,
        check=False,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_json(command: Command, kind: str) -> None:
    result = command("schema", kind)
    assert result.exit_code == 0
    assert "$defs" in json.loads(result.stdout)


def test_a_schema_of_anything_else_exits_2(command: Command) -> None:
    assert command("schema", "verdicts").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "optimcore:absent"], "Error: TARGET 'optimcore:absent'"),
        (["check", "optimcore:SGD", "--frobnicate"], "Error: No such option"),
        (["check", "optimcore:SGD", "--examples", "many"], "'many' is not a valid integer."),
        (["check", "optimcore:SGD", "--examples", "0"], "0 is not in the range x>=1."),
        (["list", "bugs"], "Error: Invalid value for 'KIND': 'bugs' is not one of 'rules'"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_errors_of_options_and_of_the_suite_have_the_same_form(
    command: Command, arguments: list[str], words: str
) -> None:
    stderr = command(*arguments).stderr
    assert words in stderr
    assert len(re.findall(r"^Error: ", stderr, re.MULTILINE)) == 1


def test_no_usage_line_breaks_inside_a_word() -> None:
    for name, one in main.commands.items():
        for parts in [[name], *([name, sub] for sub in getattr(one, "commands", ()))]:
            usage = CliRunner().invoke(main, [*parts, "--help"], terminal_width=60).output
            head = usage.partition("\n\n")[0]
            assert not re.search(r"[\w|]\n\s+[\w|]", head), head


def test_help_says_what_the_exit_codes_mean(command: Command) -> None:
    for arguments in ([], ["check"], ["replay"], ["report"]):
        result = command(*arguments, "--help")
        assert result.exit_code == 0
        assert "0" in result.stdout
        assert "2 wrong use" in result.stdout


def test_json_goes_into_folders_made_for_it(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "report.json"
    for said in (f"created folder {path.parent}\n", ""):
        result = command("check", "optimcore:SGD", "--examples", 1, "--json", path)
        assert (result.exit_code, result.stderr) == (0, said)
        assert json.loads(path.read_text())["verdict"] == "conforms"


def test_capsules_are_one_file_a_finding(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path, out = write_subject("climbing"), tmp_path / "out"
    result = command(
        "check", f"{path}:SGD", "--examples", 1, "--json", out / "report.json",
        "--capsules", out / "capsules",
    )  # fmt: skip
    assert result.exit_code == 1
    report = msgspec.json.decode((out / "report.json").read_bytes(), type=Report)
    found = {f.name: read_capsules(str(f)) for f in (out / "capsules").iterdir()}
    assert found == {f"{f.law}.json": [make_capsule(report, f)] for f in report.findings}


@pytest.mark.parametrize("option", ["--json", "--capsules"])
def test_a_path_that_cannot_be_written_exits_2(
    command: Command, write_subject: WriteSubject, tmp_path: Path, option: str
) -> None:
    (tmp_path / "file").write_text("")
    path = write_subject("climbing")
    result = command("check", f"{path}:SGD", "--examples", 1, option, tmp_path / "file" / "inside")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_report_into_a_file_exits_2_before_any_work(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = command("report", "--out", tmp_path / "file")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_report_needs_a_place(command: Command) -> None:
    assert command("report").exit_code == 2


def test_a_constructor_argument_is_read_as_python_reads_it() -> None:
    given = ("True", "3", "1e-3", "(0.5, 0.9)", "None", "'x'", "cpu", "1-")
    assert [parse_literal(t) for t in given] == [True, 3, 1e-3, (0.5, 0.9), None, "x", "cpu", "1-"]


def test_a_constructor_argument_that_json_cannot_hold_is_no_crash(
    command: Command, write_subject: WriteSubject
) -> None:
    path = write_subject(PAGE_SGD.replace("lr=1e-3", "lr=1e-3, phase=None"))
    result = command("check", f"{path}:SGD", "--examples", 1, "--hyper", "phase=1j", "--json", "-")
    assert result.exit_code in (0, 2)


def test_output_without_a_terminal_has_no_colour(write_subject: WriteSubject) -> None:
    for target in (f"{write_subject('climbing')}:SGD", "optimcore:absent"):
        result = python("-m", "conformance", "check", target, "--examples", "1")
        assert result.stdout or result.stderr
        assert ESCAPE not in result.stdout + result.stderr
        assert "\r" not in result.stdout + result.stderr


STORAGE = """
import sys
from conformance.__main__ import run
sys.argv = ["conformance", "--version"]
try:
    run()
except SystemExit:
    import hypothesis.configuration
    print(hypothesis.configuration.storage_directory("constants", intent_to_write=False).path)
"""


def test_a_check_writes_nothing_into_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HYPOTHESIS_STORAGE_DIRECTORY", raising=False)
    *_, folder = python("-c", STORAGE).stdout.split()
    assert Path(folder) == cache_folder() / "hypothesis" / "constants"


def test_the_module_is_the_command() -> None:
    version = python("-m", "conformance", "--version")
    assert version.returncode == 0
    assert version.stdout.strip().startswith("conformance, version ")
    assert python("-m", "conformance", "check", "optimcore").returncode == 2


def test_the_version_is_that_of_the_distribution(command: Command) -> None:
    from importlib.metadata import version

    assert version("optimcore") in command("--version").stdout


def test_the_command_finds_modules_where_it_is_run_as_the_module_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "found_where_it_is_run.py").write_text("SGD = 3\n")
    monkeypatch.chdir(tmp_path)
    # As with the installed script, sys.path has the folder of the script, not the current one.
    script = tmp_path / "bin" / "conformance"
    script.parent.mkdir()
    script.write_text("from conformance.cli.main import main\nmain()\n")
    for how in (["-m", "conformance"], [str(script)]):
        result = python(*how, "check", "found_where_it_is_run:SGD")
        assert "is an object of type int, which is not a class or function" in result.stderr


def test_importing_the_command_warns_of_nothing() -> None:
    result = python("-W", "error", "-c", IMPORT_ALL)
    assert (result.returncode, result.stderr) == (0, "")


def test_optional_imports_of_a_subject_do_not_warn() -> None:
    """Optional imports that fail must not warn because of the suite."""
    code = (
        f"{IMPORT_ALL}import warnings\n"
        "warnings.simplefilter('error')\n"
        "try:\n    import no_such_module_here\nexcept ModuleNotFoundError:\n    pass\n"
    )
    result = python("-c", code)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_documented_names_exist(command: Command) -> None:
    assert optimcore.__name__ == "optimcore"
    for name in ("check", "report", "replay", "list"):
        assert command(name, "--help").exit_code == 0
