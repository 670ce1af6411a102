"""The option ``--quiet``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

QUIET = f"{__name__}.quiet"

Command = Callable[..., Any]


def quiet_option(text: str = "Show no progress.") -> Callable[[Command], Command]:
    """Add ``-q`` and ``--quiet`` to a command, which asks ``is_quiet`` for it.

    Args:
        text: The help text.
    """
    return click.option(
        "-q", "--quiet", is_flag=True, expose_value=False, callback=_note_quiet, help=text
    )


def is_quiet() -> bool:
    """Return whether the current command was given ``--quiet``."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(QUIET))


def _note_quiet(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    context.meta[QUIET] = value
