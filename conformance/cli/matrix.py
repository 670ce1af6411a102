"""``conformance matrix``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
import msgspec

from ..errors import WrongUse
from ..matrix.join import joined
from ..matrix.run import run_matrix
from ..operations.script import script_of, shown_by_a_script
from ..process.external_program import PREFIX
from ..records.matrix import CellRecord, MatrixRecord
from ..rendering.formats import render_as
from ..rendering.terminal.matrix import drawn, remarks
from .files import make_folder, write
from .parameters import Count
from .terminal import out, progress_bar, with_exit_code


@click.command(short_help="Compare the optimizers of all installed libraries.")
@click.option(
    "--only", multiple=True, metavar="LIBRARY", help="Check only this library; repeatable."
)
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    help="Write JSON, Markdown, HTML, capsules and scripts to this folder.",
)
@click.option(
    "--examples", type=Count(), default=20, show_default=True, metavar="N",
    help="Random scenarios of the main family for each optimizer.",
)  # fmt: skip
@click.option(
    "--join", "parts", multiple=True, metavar="FILE",
    help="Combine matrix.json files of several environments and check nothing; repeatable.",
)  # fmt: skip
@with_exit_code
def matrix(
    only: tuple[str, ...], folder: str | None, examples: int, parts: tuple[str, ...]
) -> None:
    """Check every optimizer of the installed libraries against the rule it is named after.

    Prints a table of rules by libraries. Each entry conforms, conforms with a dialect, or diverges.
    Missing or broken libraries are reported and skipped.

    Exit codes: 0 the table was printed, 2 wrong use.
    """
    if parts:
        record = joined([_read(part) for part in parts])
    else:
        # A long run may be interrupted: the results so far are in the folder.
        keep = partial(_write_json, folder) if folder else _forget
        with progress_bar("matrix") as progress:
            record = run_matrix(only, examples=examples, progress=progress, keep=keep)
    out().print(drawn(record))
    out().print(remarks(record))
    if folder:
        _write(folder, record)


def _read(path: str) -> MatrixRecord:
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=MatrixRecord)
    except (OSError, msgspec.DecodeError) as error:
        raise WrongUse(
            f"--join {path}: {error}, so it cannot be combined with the others. Give a "
            "matrix.json that conformance matrix --out wrote."
        ) from error


def _forget(record: MatrixRecord) -> None:
    """Discard the intermediate result."""


def _write_json(folder: str, record: MatrixRecord) -> None:
    make_folder(folder)
    text = record.to_json()
    write(f"{folder}/matrix.json", text)


def _write(folder: str, record: MatrixRecord) -> None:
    _write_json(folder, record)
    write(f"{folder}/matrix.md", render_as("markdown", record))
    write(f"{folder}/matrix.html", render_as("html", record))
    found = [(c, c.capsule) for c in record.cells if c.capsule]
    if found:
        make_folder(f"{folder}/capsules")
    for one, capsule in found:
        name = f"{folder}/capsules/{_file_name(one)}"
        write(f"{name}.json", capsule.to_json())
        if shown_by_a_script(capsule):
            write(f"{name}.py", script_of(capsule))


def _file_name(c: CellRecord) -> str:
    plain = "" if c.target.startswith(PREFIX) else c.target.rpartition(":")[2]
    words = [c.of_library, c.rule, c.variant or plain]
    name = "-".join("".join(c if c.isalnum() else "-" for c in word) for word in words if word)
    return name.strip("-")  # a leading dash would make it an option
