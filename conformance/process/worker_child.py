"""What a worker process does to itself before it serves."""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import NoReturn

# The options of Linux' prctl that set the signal for the end of the parent, and that make
# processes without a parent children of this process.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

# The exit code after an error of the worker itself.
INTERNAL_ERROR = 70


def run_forked_child(
    serve: Callable[[], None], output: int, parent: int, unused: Collection[int]
) -> NoReturn:
    """Serve in a forked process, and end it without the exit handlers of the parent.

    Args:
        serve: Answers requests.
        output: File descriptor of the pipe for standard output and error.
        parent: Number of the parent process.
        unused: File descriptors of the parent that this process has no use for.
    """
    code = INTERNAL_ERROR
    try:
        os.setsid()
        for descriptor in unused:
            os.close(descriptor)
        redirect_streams(output)
        leave_state_of_parent()
        depend_on_parent(parent)
        serve()
        code = 0
    except BaseException:
        traceback.print_exc()
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


def leave_state_of_parent() -> None:
    """Drop what a fork copies and only the parent has a use for."""
    # Its objects are not collected here: that would copy their memory, and run their finalizers.
    gc.freeze()
    faulthandler.disable()
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)


def depend_on_parent(parent: int) -> None:
    """End with the parent, leave interrupts to it, and write no core dump, where possible."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    forbid_core_dumps()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            prctl = ctypes.CDLL(None).prctl
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            prctl(PR_SET_CHILD_SUBREAPER, 1)
    if os.getppid() != parent:  # it ended before the signal was set
        os._exit(INTERNAL_ERROR)


def forbid_core_dumps() -> None:
    """Write no file of the memory after a crash."""
    import resource  # not on Windows

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
