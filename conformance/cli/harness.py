"""``conformance harness``: run optimizers in other languages."""

from __future__ import annotations

import json

import click

from ..errors import WrongUse
from .progress import progress_bar
from .quiet_option import quiet_option
from .terminal import output_console, with_exit_code


@click.group(short_help="Run optimizers in other languages.")
def harness() -> None:
    """Tools for harnesses: programs in any language that speak the process protocol.

    A harness is checked with conformance check exec:COMMAND.
    """


@harness.command(short_help="Check that a program speaks the protocol.")
@click.argument("command")
@quiet_option()
@with_exit_code
def check(command: str) -> None:
    """Check that COMMAND, a command line, speaks the protocol. Does not test the optimizer.

    Exit codes: 0 it speaks the protocol, 1 it does not, 2 wrong use, 3 it could not be run.
    """
    from rich.text import Text

    from ..process.protocol_check import check_protocol

    with progress_bar(command) as progress:
        remarks = check_protocol(command, progress)
    for ok, words in remarks:
        output_console().print(
            Text("passed " if ok else "FAILED ", "green" if ok else "bold red") + words
        )
    if not all(ok for ok, _ in remarks):
        raise click.exceptions.Exit(1)


@harness.command(short_help="Print the JSON Schema of the protocol.")
def spec() -> None:
    """Print the JSON Schema of the requests and answers of the process protocol."""
    from ..process.messages import protocol_schemas

    click.echo(json.dumps(protocol_schemas(), indent=2))


@harness.command(short_help="Write example harnesses to a folder.")
@click.argument("folder")
@with_exit_code
def files(folder: str) -> None:
    """Write example harnesses in C, Rust, JavaScript and Python, and the protocol, to FOLDER.

    FOLDER is created if necessary, and must not contain any of them.

    Exit codes: 0 written, 2 wrong use.
    """
    from ..process.harnesses import copy_harnesses

    try:
        written = copy_harnesses(folder)
    except FileExistsError as error:
        raise WrongUse(
            f"FOLDER: {error.filename!r} exists, so nothing was written. Give an empty folder."
        ) from error
    for path in written:
        output_console().print(str(path), markup=False, highlight=False, soft_wrap=True)
