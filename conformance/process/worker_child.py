"""What a worker process does to itself before it serves."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

# The option of Linux' prctl that sets the signal for the end of the parent.
PR_SET_PDEATHSIG = 1

# The exit code after an error of the worker itself.
INTERNAL_ERROR = 70


def run_forked_child(serve: Callable[[], None], output: int) -> NoReturn:
    """Serve in a forked process, and end it without the exit handlers of the parent."""
    code = INTERNAL_ERROR
    try:
        # Objects of the parent stay as they are: the collector need not look at them again.
        gc.freeze()
        os.setsid()
        redirect_streams(output)
        depend_on_parent()
        serve()
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(BaseException):
            sys.stderr.flush()
        os._exit(code)


def redirect_streams(output: int) -> None:
    """Read nothing from standard input, and write standard output and error to a pipe."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(output)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(  # noqa: SIM115
        2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False
    )


def depend_on_parent() -> None:
    """Ignore interrupts, which are for the parent, and end when it ends, where that is possible."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
