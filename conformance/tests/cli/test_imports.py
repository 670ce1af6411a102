"""Commands import only the packages that they need, because imports delay the start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

import conformance
from conformance.cli.main import main
from conformance.cli.schema import KINDS
from conformance.tests.example_records import report

pytestmark = pytest.mark.everywhere

# At exit, the top-level modules that were imported by the statements that follow this.
PROBE = """
import atexit, json, sys
started_with = {name.partition(".")[0] for name in sys.modules}
def print_imported():
    names = {name.partition(".")[0] for name in sys.modules} - started_with
    print(json.dumps(sorted(names - sys.stdlib_module_names)), file=sys.stderr)
atexit.register(print_imported)
"""

# typing_extensions is an optional import of msgspec.
RECORDS = {"msgspec", "numpy", "typing_extensions", "properties"}
# attr is an optional import of rich.
TEXTS = {"click", "rich", "attr"}
LISTS = RECORDS | TEXTS | {"optimcore"}

HELP = [[], *([name] for name in main.commands)] + [
    [name, subcommand]
    for name, group in main.commands.items()
    if isinstance(group, click.Group)
    for subcommand in group.commands
]


def imported_by(statements: str) -> set[str]:
    """Run statements in a new process and return the packages that they import."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PROBE + statements],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1])) - {"conformance"}


def imported_by_command(*arguments: object) -> set[str]:
    given = [str(argument) for argument in arguments]
    return imported_by(f"from conformance.cli.main import main\nmain({given!r})")


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    path = tmp_path / "old.json"
    path.write_text(report().to_json(), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("package", "needed"), [("conformance", set()), ("properties", set()), ("optimcore", {"numpy"})]
)
def test_the_import_of_a_package_needs_little(package: str, needed: set[str]) -> None:
    assert imported_by(f"import {package}") | {"conformance"} == {package, "conformance"} | needed


@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_help_needs_click_alone(command: list[str]) -> None:
    # The options of render are the formats of a report, which is a record.
    allowed = {"click", *RECORDS} if command == ["render"] else {"click"}
    assert imported_by_command(*command, "--help") <= allowed


def test_wrong_options_are_found_before_anything_is_imported() -> None:
    statements = (
        "from conformance.cli.main import main\nimport click\n"
        "try:\n    main(['check', 'mine.py:SGD', '--examples', '0'], standalone_mode=False)\n"
        "except click.BadParameter:\n    pass\nelse:\n    raise AssertionError\n"
    )
    assert imported_by(statements) == {"click"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_needs_only_the_records(kind: str) -> None:
    assert imported_by_command("schema", kind) <= {"click"} | RECORDS


def test_the_schema_of_the_protocol_needs_only_the_records() -> None:
    assert imported_by_command("harness", "spec") <= {"click"} | RECORDS


@pytest.mark.parametrize("kind", ["rules", "pitfalls", "dialects", "adapters"])
def test_a_list_needs_neither_libraries_nor_the_engine(kind: str) -> None:
    assert imported_by_command("list", kind) <= LISTS


def test_the_list_of_laws_needs_no_library() -> None:
    # The laws are functions that use the enclosures and the generated scenarios.
    needed = imported_by_command("list", "laws")
    assert needed >= {"hypothesis", "flint"}
    assert not needed & {"torch", "jinja2", "pebble"}


def test_comparing_reports_needs_only_the_records(report_file: Path) -> None:
    needed = imported_by_command("diff", report_file, report_file)
    assert needed <= TEXTS | RECORDS


def test_a_check_without_a_page_imports_no_templates_and_charts(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    needed = imported_by_command("check", "optimcore:SGD", "--examples", "1", "--json", path)
    assert needed >= {"hypothesis", "flint"}
    assert not needed & {"jinja2", "markupsafe", "pebble"}


def test_a_page_imports_templates(report_file: Path, tmp_path: Path) -> None:
    needed = imported_by_command("render", report_file, "--html", tmp_path / "report.html")
    assert "jinja2" in needed
    assert not needed & {"torch", "hypothesis", "flint"}


def test_an_import_is_noticed() -> None:
    assert "hypothesis" in imported_by("import hypothesis")
    assert "hypothesis" in imported_by("import conformance\nconformance.check")


def test_names_are_imported_when_they_are_used() -> None:
    assert set(conformance.__all__) <= set(dir(conformance))
    for name in conformance.__all__:
        assert getattr(conformance, name).__name__ == name
        assert name in vars(conformance)
    with pytest.raises(AttributeError, match="module 'conformance' has no attribute 'chekc'"):
        getattr(conformance, "chekc")  # noqa: B009 - mypy knows that it does not exist


def test_modules_of_the_same_name_do_not_hide_functions() -> None:
    statements = (
        "import conformance.operations.check, conformance.operations.identify\n"
        "import conformance.operations.convert, conformance.cli.main\n"
        "from conformance import check, convert, identify\n"
        "assert callable(check) and callable(convert) and callable(identify)\n"
        "from conformance import *\n"
        "assert Report.__name__ == 'Report' and check is conformance.check\n"
    )
    imported_by(statements)
