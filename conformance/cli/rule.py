"""``conformance rule check`` and ``conformance rule new``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click

from .files import write_text
from .progress import progress_bar
from .quiet_option import quiet_option
from .terminal import CONFORMS, DIVERGES, output_console, print_result, with_exit_code


@click.group(short_help="Write and check a rule of your own.")
def rule() -> None:
    """Write and check a rule of your own, for check --rule path/file.py:MyRule."""


@rule.command("check", short_help="Check a rule before anything is judged by it.")
@click.argument("spec", metavar="FILE:RULE")
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the result as JSON (-: standard output)."
)
@click.option("-v", "--verbose", is_flag=True, help="Print all changes that equal the rule.")
@quiet_option()
@with_exit_code
def check_command(spec: str, json_path: str | None, verbose: bool) -> None:
    """Check that optimizers can be judged by a rule.

    FILE:RULE is path/file.py:MyRule, package.module:MyRule, or the name of an entry point. The rule
    has to be deterministic and pure, run on balls, and stay inside its own rounding bounds; each of
    its hyper-parameters has to do something.

    Exit codes: 0 it is, 1 it has a problem, 2 wrong use, or the file holds no rule that can be run.
    """
    with progress_bar(spec) as progress, redirect_stdout(sys.stderr):
        from ..operations.rule_check import check_rule

        found = check_rule(spec, progress)
    from ..rendering.terminal.rule_check import render_rule_check

    if json_path:
        write_text(json_path, found.to_json())
    if json_path != "-":
        print_result(render_rule_check(found, verbose))
    sys.exit(CONFORMS if found.is_sound else DIVERGES)


@rule.command("new", short_help="Write the skeleton of a rule and its test.")
@click.argument("name", metavar="NAME")
@with_exit_code
def new_command(name: str) -> None:
    """Write NAME.py, a commented rule to start from, and test_NAME.py.

    Exit codes: 0 written, 2 a file is there already, or NAME is not an identifier.
    """
    from ..operations.rule_skeleton import write_skeleton

    for path in write_skeleton(name):
        output_console().print(f"wrote {path}", markup=False)
