"""What ``conformance check`` writes and prints of a report."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from .files import make_parent, write_text
from .github_actions import write_for_github
from .quiet_option import is_quiet
from .report_formats import write_formats
from .terminal import print_result

if TYPE_CHECKING:
    from ..records.check import Report


def stream_output(path: str | None) -> str | IO[bytes] | None:
    """Return where a stream is written: a path in a folder that exists, or standard output."""
    if path == "-":
        return sys.stdout.buffer
    if path:
        make_parent(path)
    return path


def write_outputs(
    report: Report, paths: Mapping[str, str | None], folder: str | None, verbose: bool, quiet: bool
) -> None:
    """Write the formats and the capsules of a report, and print it.

    Args:
        report: The report.
        paths: A path for each format that is written.
        folder: The folder of the capsules.
        verbose: Whether all lists are printed.
        quiet: Whether standard output is used for something else.
    """
    from ..records.capsule import encode_capsules
    from ..rendering.terminal.report import render_report, render_summary

    write_formats(report, paths)
    if folder:
        for name, capsule in encode_capsules(report).items():
            write_text(f"{folder}/{name}.json", capsule)
    if not quiet and "-" not in paths.values():
        print_result(render_summary(report) if is_quiet() else render_report(report, verbose))
    sys.stdout.flush()
    write_for_github(report)
