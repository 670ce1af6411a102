"""What the subcommands share: the terminal, option parsing, errors with their exit codes."""

from __future__ import annotations

import functools
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..errors import ConformanceError, WrongUse

P = ParamSpec("P")
R = TypeVar("R")

CONFORMS, DIVERGES, CANNOT_JUDGE = 0, 1, 3


def out() -> Console:
    """Standard output; without colour where it is no terminal."""
    # One line stays one line for the program that reads it.
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 10_000)


def err() -> Console:
    """Standard error, for progress and errors."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def with_exit_code(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the suite's errors into a message and their documented exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ConformanceError as error:
            err().print(f"error: {error}", markup=False)
            sys.exit(error.exit_code)

    return wrapped


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error while a terminal is there to see it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = err()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=1.0)

        def show(what: str, part: float) -> None:
            bar.update(task, description=f"{title}: {what}", completed=part)

        yield show


class Pair(click.ParamType[tuple[str, str]]):
    """``name=value``."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, given = str(value).partition("=")
        if not (name and equals and given):
            self.fail(f"{value!r} is not of the form {self.name}.", param, ctx)
        return name, given


class Seed(click.ParamType[int]):
    """A whole number, or ``random``."""

    name = "number|random"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "random":
            return random.SystemRandom().randrange(2**32)
        try:
            return int(value)
        except ValueError:
            self.fail(f"{value!r} is neither a whole number nor 'random'.", param, ctx)


def write(path: str, text: str) -> None:
    """Write a file, or standard output for ``-``.

    Raises:
        WrongUse: it cannot be written.
    """
    if path == "-":
        click.echo(text)
        return
    make_folder(str(Path(path).parent))
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def make_folder(path: str) -> None:
    """Make a folder to write into, before any long work is done for it.

    Raises:
        WrongUse: it cannot be made.
    """
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: str, error: OSError) -> WrongUse:
    return WrongUse(f"{path!r} cannot be written: {error.strerror}. Give a path that can.")
