"""Options that write a report in the registered formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import WrongUse
from ..rendering.external_formats import external_formats
from .files import write_text

if TYPE_CHECKING:
    from ..records.base import Record

Command = Callable[..., Any]


def format_option(name: str, text: str) -> Callable[[Command], Command]:
    """Add the option ``--NAME FILE`` to a command, which receives the path as ``name``.

    Args:
        name: The name of a format of the report.
        text: The help text.
    """
    return click.option(_flag(name), name, metavar="FILE", help=text)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


FORMATS = Path(__file__).parents[1] / "rendering" / "formats"

# What the options of check write. Those of render get this from the registry, which imports more.
TITLES = {
    "badge": "a badge as JSON for shields.io",
    "badge_svg": "a badge as SVG",
    "github": "annotations of GitHub Actions",
    "gitlab": "a code quality report of GitLab",
    "junit": "JUnit XML, with one test case for each law",
    "sarif": "SARIF 2.1.0, for code scanning",
}


class WithAddedFormatOptions(click.Command):
    """A command that writes a report, with an option for each format that it does not declare.

    A format has the name of its file, or of its entry point, so that none is imported before the
    options are known.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        own, names = len(self.params), {p.name for p in self.params}
        files = {path.stem for path in FORMATS.glob("*.py")} - {"__init__", "registry"}
        added: list[click.Parameter] = [
            click.Option(
                [_flag(name), name],
                metavar="FILE",
                help=f"Write {TITLES.get(name, f'the report as {name}')}.",
            )
            for name in sorted(files | external_formats().keys())
            if name not in names
        ]
        found = super().get_params(ctx)
        return [*found[:own], *added, *found[own:]]


class WithFormatOptions(click.Command):
    """A command that converts JSON reports, with an option for each other format."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        from ..records.check import Report
        from ..rendering.formats import formats_of

        titles = {known.name: known.title for known in formats_of(Report).values()}
        titles = {**dict.fromkeys(external_formats(), ""), **titles}
        options: list[click.Parameter] = [
            click.Option(
                [_flag(name), name],
                metavar="FILE",
                help=f"Write {title or f'the report as {name}'}.",
            )
            for name, title in sorted(titles.items())
            if name != "json"
        ]
        own = len(self.params)
        found = super().get_params(ctx)
        return [*found[:own], *options, *found[own:]]


def require_different_files(paths: Mapping[str, str | None]) -> None:
    """Require that no two formats are written to one file.

    Raises:
        WrongUse: Two formats name the same file, or standard output.
    """
    given = {name: path for name, path in sorted(paths.items()) if path}
    for one, other in combinations(given, 2):
        if given[one] == given[other]:
            raise WrongUse(
                f"{_flag(one)} and {_flag(other)} both name {given[one]!r}, so nothing was "
                "written. Give two files."
            )


def write_formats(document: Record, paths: Mapping[str, str | None]) -> None:
    """Write a report, or several, in several formats.

    Args:
        document: The report, or a comparison of reports.
        paths: A path for each name of a format; None if the format is not written.
    """
    from ..rendering.formats import render_as

    for name, path in _in_order(paths):
        write_text(path, render_as(name, document))


def _in_order(paths: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Yield JSON first, from which the others can be made if they cannot be written."""
    for name in sorted(paths, key=lambda name: (name != "json", name)):
        if path := paths[name]:
            yield name, path
