"""``conformance init``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import DIVERGES, output_console, with_exit_code

if TYPE_CHECKING:
    from ..operations.discover import FoundOptimizer

TEST = '''\
"""The laws of the optimizers; their options are in {settings}."""

from conformance import parametrize_with_laws


@parametrize_with_laws({targets})
def test_laws(law):
    law()
'''

WORKFLOW = """\
name: conformance
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install optimcore .
      - run: conformance check
"""


@click.command(short_help="Find the optimizers of a package and write a configuration.")
@with_exit_code
def init() -> None:
    """Look through the current folder for optimizers; write the configuration, a test, a workflow.

    Nothing is imported, and no file is overwritten: a section is appended to pyproject.toml, or
    conformance.toml is written where there is none.

    Exit codes: 0 written, 1 no optimizer was found.
    """
    from ..operations.discover import find_optimizers

    found = find_optimizers(Path.cwd())
    known = [one for one in found if one.rule]
    if not known:
        _tell("no optimizer was found: no class with a method step is named after a rule")
    for one in found:
        about = f"rule {one.rule}" if one.rule else "its name says no rule: conformance identify"
        _tell(f"found    {one.target} ({about})")
    if not known:
        sys.exit(DIVERGES)
    settings = _write_section(known)
    texts = [f'"{one.target}"' for one in known]
    names = texts[0] if len(texts) == 1 else "".join(f"\n    {text}," for text in texts) + "\n"
    folder = Path("tests") if Path("tests").is_dir() else Path()
    _write(folder / "test_conformance.py", TEST.format(settings=settings, targets=names))
    _write(Path(".github/workflows/conformance.yml"), WORKFLOW)


def render_section(found: Sequence[FoundOptimizer], prefix: str) -> str:
    """Render the targets as TOML; ``prefix`` is the name of the section with a dot, or empty."""
    return "\n".join(
        f'[[{prefix}target]]\ntarget = "{one.target}"\nrule = "{one.rule}"\n' for one in found
    )


def _write_section(found: Sequence[FoundOptimizer]) -> str:
    """Write the section, unless there is one, and return the name of its file."""
    from ..configuration import find_configuration

    there = find_configuration(Path.cwd())
    if there:
        _tell(f"kept     {there.path.name}: it has a configuration")
        return there.path.name
    path = Path("pyproject.toml")
    if not path.is_file():
        _write(Path("conformance.toml"), render_section(found, ""))
        return "conformance.toml"
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" + render_section(found, "tool.conformance."))
    _tell("appended pyproject.toml: [[tool.conformance.target]]")
    return path.name


def _write(path: Path, text: str) -> None:
    if path.exists():
        _tell(f"kept     {path}: it exists")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _tell(f"wrote    {path}")


def _tell(line: str) -> None:
    output_console().print(line, markup=False)
