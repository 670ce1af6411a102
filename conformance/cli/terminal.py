"""Terminal output and exit codes of the subcommands."""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from ..errors import ConformanceError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..records.check import Report

P = ParamSpec("P")
R = TypeVar("R")

# Columns of text that is read as prose.
WIDEST = 100

CONFORMS, DIVERGES, CANNOT_JUDGE, INTERNAL_ERROR = 0, 1, 3, 4


def exit_code_of(report: Report) -> int:
    """Return the exit code of a check with this report."""
    from ..records.law_outcome import is_accepted

    if report.internal_error:
        return INTERNAL_ERROR
    if report.verdict in ("undecided", "errored"):
        return CANNOT_JUDGE
    return CONFORMS if is_accepted(report) else DIVERGES


def output_console() -> Console:
    """Return a console on standard output, without colour if that is not a terminal."""
    from rich.console import Console

    # Lines are not wrapped, so that other programs can read them.
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 10_000)


def print_result(text: Text) -> None:
    """Print a result, which ends with a newline; on a terminal, wrap it between words."""
    from ..rendering.terminal.wrapping import wrap_text

    console = output_console()
    console.print(wrap_text(text, console), end="")


def error_console() -> Console:
    """Return a console on standard error, for progress and errors."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_markdown(text: str) -> None:
    """Print Markdown: rendered on a terminal, else as it is."""
    if not sys.stdout.isatty():
        click.echo(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=min(Console().width, WIDEST)).print(Markdown(text, code_theme="ansi_dark"))


def with_exit_code(command: Callable[P, R]) -> Callable[P, R]:
    """Print the errors of the suite and exit with their documented code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ConformanceError as error:
            error_console().print(f"Error: {error}", markup=False)
            sys.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:
            print_internal_error(traceback.format_exc())
            sys.exit(INTERNAL_ERROR)

    return wrapped


def print_internal_error(trace: str) -> None:
    """Print the traceback of an error of the suite itself, and what to report."""
    error_console().print(
        f"{trace}Internal error: this is a defect of the suite, not of the optimizer. Report the "
        "lines above with the command, the optimizer and the output of "
        f"'conformance --version'; Python {sys.version.split()[0]}.",
        markup=False,
    )
