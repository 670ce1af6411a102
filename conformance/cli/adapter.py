"""``conformance adapter new``."""

from __future__ import annotations

import click

from .terminal import output_console, with_exit_code


@click.group(short_help="Write an adapter of your own.")
def adapter() -> None:
    """Write an adapter of your own, for check --adapter path/file.py:NAME."""


@adapter.command("new", short_help="Write an adapter to start from.")
@click.argument("name", metavar="NAME")
@with_exit_code
def new_command(name: str) -> None:
    """Write NAME.py, an adapter to start from, for --adapter NAME.py:ADAPTER.

    Exit codes: 0 written, 2 the file is there already, or NAME is not an identifier.
    """
    from ..operations.adapter_skeleton import write_adapter

    output_console().print(f"wrote {write_adapter(name)}", markup=False)
