"""``conformance harness``: programs that speak the process protocol."""

from __future__ import annotations

import json

import click
from rich.text import Text

from ..errors import WrongUse
from ..harnesses import copied_to
from ..protocol import schemas
from ..validator import validated
from .common import out, with_exit_code


@click.group(short_help="optimizers in other languages: files, validator, specification")
def harness() -> None:
    """Harnesses: programs in any language that are judged over the process protocol."""


@harness.command(short_help="hold a program to the process protocol")
@click.argument("command")
@with_exit_code
def check(command: str) -> None:
    """Hold COMMAND, a command line, to the process protocol; nothing is said of its optimizer.

    Exit codes: 0 it keeps to the protocol, 1 it does not, 2 wrong use, 3 it could not be run.
    """
    remarks = validated(command)
    for ok, words in remarks:
        out().print(Text("ok     " if ok else "broken ", "green" if ok else "bold red") + words)
    if not all(ok for ok, _ in remarks):
        raise click.exceptions.Exit(1)


@harness.command(short_help="the JSON Schema of the process protocol")
def spec() -> None:
    """Print the JSON Schema of every line that is said and answered."""
    click.echo(json.dumps(schemas(), indent=2))


@harness.command(short_help="write the harnesses of this suite to a folder")
@click.argument("folder")
@with_exit_code
def files(folder: str) -> None:
    """Write the harnesses in JavaScript, C and Python to FOLDER, which must not hold any yet.

    Exit codes: 0 written, 2 wrong use.
    """
    try:
        written = copied_to(folder)
    except FileExistsError as error:
        raise WrongUse(
            f"{error.filename} is there already, so nothing is written. Give an empty folder."
        ) from error
    for path in written:
        out().print(str(path), markup=False, highlight=False, soft_wrap=True)
