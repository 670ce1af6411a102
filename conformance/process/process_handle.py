"""A child process by its number: whether it has ended, how, and its end with its descendants."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress


class ProcessHandle:
    """A child process that leads a process group of its own."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._owner = os.getpid()
        self._status: int | None = None
        self._has_ended = False

    @property
    def is_own(self) -> bool:
        """Whether it is a child of this process; in a forked copy of this object it is not."""
        return os.getpid() == self._owner

    def has_ended(self) -> bool:
        """Whether the process has ended; collects its status."""
        if not self._has_ended:
            self._collect(os.WNOHANG)
        return self._has_ended

    def describe_end(self) -> str:
        """Return how the process ended, as a predicate."""
        if self._status is None:
            return "ended" if self._has_ended else "closed its connection"
        code = os.waitstatus_to_exitcode(self._status)
        if code >= 0:
            return f"exited with code {code}"
        try:
            return f"was terminated by {signal.Signals(-code).name}"
        except ValueError:
            return f"was terminated by signal {-code}"

    def kill(self) -> None:
        """Kill the process, its descendants and its process group; do not wait for their end."""
        for pid in find_descendants(self.pid) if not self._has_ended else ():
            _send_kill(pid)
        # The group may have members after its leader has ended.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        # The number of a process that has ended may belong to another one.
        if not self._has_ended:
            _send_kill(self.pid)

    def wait(self) -> None:
        """Wait for the end of a process that was killed."""
        if not self._has_ended:
            self._collect(0)

    def _collect(self, flags: int) -> None:
        try:
            pid, status = os.waitpid(self.pid, flags)
        except ChildProcessError:  # this process ignores or collects all its children
            self._has_ended = not _exists(self.pid)
            return
        if pid:
            self._has_ended, self._status = True, status


def _exists(pid: int) -> bool:
    for _ in range(20):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    return True


def _send_kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def find_descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that these have (Linux)."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in _find_children(waiting.pop()):
            found.append(child)
            waiting.append(child)
    return found


def _find_children(pid: int) -> list[int]:
    children: list[int] = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                children += map(int, file.read().split())
    return children
