"""The option for the number of processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..process_pool import count_cores
from .parameters import PositiveInteger

Command = Callable[..., Any]


def jobs_option(command: Command) -> Command:
    """Add ``--jobs`` to a command, which receives the number of processes as ``jobs``."""
    add = click.option(
        "-j", "--jobs", type=PositiveInteger(), default=count_cores, metavar="N",
        show_default="the number of cores",
        help="Processes that work at a time. They do not change the result.",
    )  # fmt: skip
    return add(command)
