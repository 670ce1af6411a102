"""Limits of a process, and the error where it exceeds one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

IS_SUPPORTED = os.name == "posix"


class WorkerLost(Exception):
    """The process ended, did not answer in time or exceeded a limit; the message says which."""


def half_of_memory() -> int:
    """Return half of the machine's memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2 if IS_SUPPORTED else 0


@dataclass(frozen=True)
class Limits:
    """Limits of a worker process.

    Attributes:
        seconds: Longest time without progress: for the import, a construction, or one step.
        memory: Largest resident memory in bytes; checked on Linux alone, and without the processes
            that the worker starts.
        output: Largest number of bytes written to standard output and error during one request.
        answer: Largest number of bytes in an answer.
    """

    seconds: float = 60.0
    memory: int = field(default_factory=half_of_memory)
    output: int = 64 << 20
    answer: int = 1 << 30

    def describe_time(self) -> str:
        """Return what happened if the time is over."""
        return f"it did not return within {self.seconds:g} s"

    def describe_output(self) -> str:
        """Return what happened if too much was written."""
        return f"it wrote more than {self.output / 2**20:.3g} MiB of output"

    def describe_memory(self) -> str:
        """Return what happened if too much memory is used."""
        return f"it used more than {self.memory / 2**30:.3g} GiB of memory"
