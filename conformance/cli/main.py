"""The command ``conformance``; each subcommand is a file here."""

from __future__ import annotations

from typing import Any

import click

from ..interrupts import exit_on_interrupt
from .adapter import adapter
from .baseline import baseline
from .bench import bench
from .check import check
from .convert import convert
from .diff import diff
from .explain import explain
from .harness import harness
from .identify import identify
from .init import init
from .list import list_
from .matrix import matrix
from .render import render
from .replay import replay
from .report import report
from .rule import rule
from .schema import schema
from .vectors import vectors


class Commands(click.Group):
    """The subcommands; an interrupt ends each of them with the exit code of shells for it."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        with exit_on_interrupt():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with exit_on_interrupt():
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="optimcore")
def main() -> None:
    """Test whether an optimizer implements the algorithm it is named after.

    \b
    conformance check torch.optim:Adam     check an optimizer
    conformance check mine.py:Adam         check a class in a file
    conformance identify mine.py:MyOpt     find out which algorithm it implements
    conformance explain agreement          explain a law, pitfall, dialect or rule

    Exit codes: 0 conforms, 1 diverges, 2 wrong use, 3 could not be run or nothing was decided,
    4 internal error of the suite, 130 interrupted.
    """


for _command in (
    adapter,
    baseline,
    bench,
    check,
    convert,
    diff,
    explain,
    harness,
    identify,
    init,
    list_,
    matrix,
    render,
    replay,
    report,
    rule,
    schema,
    vectors,
):
    main.add_command(_command)
