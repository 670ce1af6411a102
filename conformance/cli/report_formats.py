"""Options that write a report in the registered formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .files import write_text

if TYPE_CHECKING:
    from ..records.check import Report

Command = Callable[..., Any]


def format_option(name: str, text: str) -> Callable[[Command], Command]:
    """Add the option ``--NAME FILE`` to a command, which receives the path as ``name``.

    Args:
        name: The name of a format of the report.
        text: The help text.
    """
    return click.option(f"--{name}", name, metavar="FILE", help=text)


FORMATS = Path(__file__).parents[1] / "rendering" / "formats"


class WithAddedFormatOptions(click.Command):
    """A command that writes a report, with an option for each format that it does not declare.

    A format has the name of its file, so that none is imported before the options are known.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        own, names = len(self.params), {p.name for p in self.params}
        files = sorted(path.stem for path in FORMATS.glob("*.py"))
        added: list[click.Parameter] = [
            click.Option([f"--{name}", name], metavar="FILE", help=f"Write the report as {name}.")
            for name in files
            if name not in names | {"__init__", "registry"}
        ]
        found = super().get_params(ctx)
        return [*found[:own], *added, *found[own:]]


class WithFormatOptions(click.Command):
    """A command that converts JSON reports, with an option for each other format."""

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
