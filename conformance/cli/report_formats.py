"""Options that write a report in the registered formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from .files import write_text

if TYPE_CHECKING:
    from ..records.check import Report


class WithFormatOptions(click.Command):
    """A command that writes a report, with an option for each format other than JSON."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        from ..records.check import Report
        from ..rendering.formats import formats_of

        options: list[click.Parameter] = [
            click.Option(
                [f"--{known.name}", known.name], metavar="FILE", help=f"Write {known.title}."
            )
            for known in formats_of(Report).values()
            if known.name != "json"
        ]
        own = len(self.params)
        found = super().get_params(ctx)
        return [*found[:own], *options, *found[own:]]


def write_formats(report: Report, paths: Mapping[str, str | None]) -> None:
    """Write a report in several formats.

    Args:
        report: The report.
        paths: A path for each name of a format; None if the format is not written.
    """
    from ..rendering.formats import render_as

    # JSON comes first: the other formats can be made from it if they cannot be written.
    for name in sorted(paths, key=lambda name: (name != "json", name)):
        if path := paths[name]:
            write_text(path, render_as(name, report))
