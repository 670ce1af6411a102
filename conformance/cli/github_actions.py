"""Annotations and a summary in GitHub Actions, which says by its environment that it runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import error_console

if TYPE_CHECKING:
    from ..records.check import Report

# GitHub rejects the summary of a step that is larger than this number of bytes.
LARGEST = 1 << 20


def write_for_github(report: Report) -> None:
    """Write annotations and the summary of the step, if the command runs in GitHub Actions."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from ..rendering.formats import render_as

    if annotations := render_as("github", report):
        # Not on standard output, where a report may be written for another program.
        click.echo(annotations, err=True)
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        _append_summary(Path(path), render_as("markdown", report))


def _append_summary(path: Path, text: str) -> None:
    """Append to the summary of the step, which other commands may have written to."""
    data = f"{text}\n\n".encode()
    try:
        written = path.stat().st_size if path.exists() else 0
        if written + len(data) > LARGEST:
            return
        with path.open("ab") as file:
            file.write(data)
    except OSError as error:
        # The verdict does not depend on it.
        error_console().print(
            f"Warning: GITHUB_STEP_SUMMARY {str(path)!r} cannot be written: {error.strerror}. "
            "There is no summary of this check.",
            markup=False,
        )
