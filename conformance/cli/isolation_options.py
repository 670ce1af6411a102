"""Options that say how an optimizer is run."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from .terminal import error_console

Command = Callable[..., Any]


def isolation_options(command: Command) -> Command:
    """Add these options to a command, which receives them as one argument ``isolation``."""

    @click.option(
        "--timeout", type=float, default=60.0, show_default=True, metavar="SECONDS",
        help="Stop the optimizer's process if the import, a construction or one step takes longer.",
    )  # fmt: skip
    @click.option(
        "--in-process", is_flag=True,
        help="Run the optimizer in this process, where it can end or change the check itself.",
    )  # fmt: skip
    @functools.wraps(command)
    def call_with_isolation(*, timeout: float, in_process: bool, **given: Any) -> Any:
        from ..process.limits import IS_SUPPORTED
        from ..worker import Isolation

        if not IS_SUPPORTED and not in_process:
            error_console().print(
                "Note: this system has no worker processes, so the optimizer runs in the process "
                "of the command, without limits of time, memory and output. An optimizer that "
                "hangs or ends its process ends the check. --in-process leaves out this note."
            )
        return command(**given, isolation=Isolation(timeout, in_process))

    return call_with_isolation
