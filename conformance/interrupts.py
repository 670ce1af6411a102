"""The end of a command by an interrupt (Ctrl-C)."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

# The exit code that shells give to a command that SIGINT ended.
INTERRUPTED = 130

# Seconds after which an interrupt is repeated.
DELAY = 0.05


@contextmanager
def exit_on_interrupt() -> Iterator[None]:
    """Exit with the code for an interrupt, without a traceback, if one occurs in the context."""
    hook = sys.unraisablehook
    sys.unraisablehook = _repeat_interrupt
    try:
        yield
    except KeyboardInterrupt:
        # Another interrupt ends the process at once, in place of an exception while it exits.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        sys.exit(INTERRUPTED)
    finally:
        sys.unraisablehook = hook


@contextmanager
def block_interrupts() -> Iterator[None]:
    """Start threads, and processes, that get no interrupts.

    An interrupt of another thread does not wake the main thread, which has to handle it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _interrupt_main_thread() -> None:
    main = threading.main_thread().ident
    if main is not None and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _repeat_interrupt(error: UnraisableHookArgs) -> None:
    """Repeat an interrupt in a place from which it is not raised, such as a function after a fork.

    Python would print and forget it.
    """
    if issubclass(error.exc_type, KeyboardInterrupt):
        # From another thread, because it would be raised in this function otherwise.
        repeat = threading.Timer(DELAY, _interrupt_main_thread)
        repeat.daemon = True
        with block_interrupts():
            repeat.start()
    else:
        sys.__unraisablehook__(error)
