"""Fork this process so that an interrupt reaches the parent alone."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from contextlib import suppress


def fork() -> int:
    """Fork this process; return 0 in the child, which ignores interrupts, else its number.

    Interrupts are blocked meanwhile: one that the child raised would unwind the parent's stack
    in the child.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with warnings.catch_warnings():
            # Threads of numerical libraries have handlers for a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return pid
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
