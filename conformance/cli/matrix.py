"""``conformance matrix``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import WrongUse
from .files import make_folder, write_text
from .job_options import jobs_option
from .parameters import PositiveInteger
from .progress import progress_bar
from .quiet_option import quiet_option
from .terminal import output_console, print_result, with_exit_code

if TYPE_CHECKING:
    from ..records.matrix import EntryRecord, MatrixRecord


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
    "--examples", type=PositiveInteger(), default=20, show_default=True, metavar="N",
    help="Random scenarios of the main family for each optimizer.",
)  # fmt: skip
@click.option(
    "--join", "parts", multiple=True, metavar="FILE",
    help="Combine matrix.json files of several environments and check nothing; repeatable.",
)  # fmt: skip
@jobs_option
@quiet_option()
@with_exit_code
def matrix(
    only: tuple[str, ...], folder: str | None, examples: int, parts: tuple[str, ...], jobs: int
) -> None:
    """Check every optimizer of the installed libraries against the rule it is named after.

    Prints a table of rules by libraries. Each entry conforms, conforms with a dialect, or diverges.
    Missing or broken libraries are reported and skipped.

    Exit codes: 0 the table was printed, 2 wrong use.
    """
    from ..matrix.join import join_matrices
    from ..rendering.terminal.matrix import render_remarks, render_table

    if parts:
        record = join_matrices([_read_matrix(part) for part in parts])
    else:
        # A long run may be interrupted: the results so far are in the folder.
        keep = partial(_write_json, folder) if folder else _discard_record
        with progress_bar("matrix") as progress:
            from ..matrix.run import run_matrix

            record = run_matrix(
                only, examples=examples, processes=jobs, progress=progress, keep=keep
            )
    output_console().print(render_table(record))
    print_result(render_remarks(record))
    if folder:
        _write_files(folder, record)


def _read_matrix(path: str) -> MatrixRecord:
    import msgspec

    from ..records.matrix import MatrixRecord

    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=MatrixRecord)
    except (OSError, msgspec.DecodeError) as error:
        raise WrongUse(
            f"--join {path}: {error}, so it cannot be combined with the others. Give a "
            "matrix.json that conformance matrix --out wrote."
        ) from error


def _discard_record(record: MatrixRecord) -> None:
    """Discard the intermediate result."""


def _write_json(folder: str, record: MatrixRecord) -> None:
    make_folder(folder)
    text = record.to_json()
    write_text(f"{folder}/matrix.json", text)


def _write_files(folder: str, record: MatrixRecord) -> None:
    from ..operations.script import can_render_script, make_script
    from ..rendering.formats import render_as

    _write_json(folder, record)
    write_text(f"{folder}/matrix.md", render_as("markdown", record))
    write_text(f"{folder}/matrix.html", render_as("html", record))
    found = [(c, c.capsule) for c in record.cells if c.capsule]
    if found:
        make_folder(f"{folder}/capsules")
    for one, capsule in found:
        name = f"{folder}/capsules/{_capsule_file_name(one)}"
        write_text(f"{name}.json", capsule.to_json())
        if can_render_script(capsule):
            write_text(f"{name}.py", make_script(capsule))


def _capsule_file_name(entry: EntryRecord) -> str:
    from ..process.harnesses import PREFIX

    plain = "" if entry.target.startswith(PREFIX) else entry.target.rpartition(":")[2]
    words = [entry.of_library, entry.rule, entry.variant or plain]
    name = "-".join("".join(c if c.isalnum() else "-" for c in word) for word in words if word)
    return name.strip("-")  # a leading dash would make it an option
