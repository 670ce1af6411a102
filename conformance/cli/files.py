"""Write files and create folders for the subcommands."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import WrongUse
from .terminal import error_console


def write_text(path: str, text: str) -> None:
    """Write text to a file, or to standard output if the path is ``-``.

    Missing folders are created and reported on standard error.

    Raises:
        WrongUse: The file cannot be written.
    """
    if path == "-":
        click.echo(text)
        return
    make_parent(path)
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable_error(path, error) from error


def make_parent(path: str) -> None:
    """Create the folder of a file if it does not exist, and report that on standard error."""
    make_folder(str(Path(path).parent))


def make_folder(path: str) -> None:
    """Create a folder and its parents if it does not exist, and report that on standard error.

    Raises:
        WrongUse: The folder cannot be created.
    """
    if Path(path).is_dir():
        return
    try:
        Path(path).mkdir(parents=True)
    except OSError as error:
        raise _unwritable_error(path, error) from error
    error_console().print(f"created folder {path}", markup=False)


def _unwritable_error(path: str, error: OSError) -> WrongUse:
    return WrongUse(f"{path!r} cannot be written: {error.strerror}. Give a writable path.")
