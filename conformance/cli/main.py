"""The command ``conformance``; each subcommand is a file here."""

from __future__ import annotations

import click

from .bench import bench
from .check import check
from .convert import convert
from .diff import diff
from .harness import harness
from .identify import identify
from .list import list_
from .matrix import matrix
from .render import render
from .replay import replay
from .report import report
from .schema import schema


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="optimcore")
def main() -> None:
    """Test whether an optimizer implements the algorithm it is named after.

    \b
    conformance check torch.optim:Adam     check an optimizer
    conformance check mine.py:Adam         check a class in a file
    conformance identify mine.py:MyOpt     find out which algorithm it implements

    Exit codes: 0 conforms, 1 diverges, 2 wrong use, 3 could not be run or nothing was decided,
    4 internal error of the suite.
    """


for _command in (
    bench,
    check,
    convert,
    diff,
    harness,
    identify,
    list_,
    matrix,
    render,
    replay,
    report,
    schema,
):
    main.add_command(_command)
