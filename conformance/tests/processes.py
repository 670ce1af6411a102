"""Processes that tests start: whether they run, and their end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie (Linux)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds, for at most ten seconds."""
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def count_descriptors() -> int:
    """Count the open file descriptors of this process (Linux)."""
    return len(os.listdir("/proc/self/fd"))
