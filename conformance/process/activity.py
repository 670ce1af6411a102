"""A counter in memory that a process and its parent share, by which a hang is recognized."""

from __future__ import annotations

import os
import tempfile
from mmap import mmap
from weakref import finalize

SIZE = 16


class Activity:
    """The number of things that a worker has done, and the event that it is at.

    A worker that computes for minutes moves the counter; one that hangs does not. Writing to
    shared memory costs the worker less than a microsecond.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._cells = memoryview(mmap(descriptor, SIZE)).cast("q")
        self._end = finalize(self, os.close, descriptor)

    @classmethod
    def create(cls) -> Activity:
        """Create the shared memory, as a file without a name."""
        if hasattr(os, "memfd_create"):  # on Linux
            return cls(_create_sealed_file())
        with tempfile.TemporaryFile() as file:
            file.truncate(SIZE)
            return cls(os.dup(file.fileno()))

    def fileno(self) -> int:
        """Return the file descriptor, for another process."""
        return self._descriptor

    def reset(self) -> None:
        """Start again, in a new process."""
        self._cells[0], self._cells[1] = 0, -1

    def move(self, event: int = -1) -> None:
        """Count one more step of the work; ``event`` is the event of the scenario, -1 for none."""
        self._cells[0] += 1
        self._cells[1] = event

    def leave(self) -> None:
        """Leave the event, in the parent, while the worker waits for a request."""
        self._cells[1] = -1

    @property
    def count(self) -> int:
        """How often the worker has moved the counter."""
        return self._cells[0]

    @property
    def event(self) -> int:
        """The event of the scenario that is running; -1 at construction, and outside of a run."""
        return self._cells[1]


def _create_sealed_file() -> int:
    """Create a file in memory that keeps its size.

    Reading the memory of a file that another process has shortened ends the reader.
    """
    import fcntl  # not on Windows

    descriptor = os.memfd_create("activity", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, SIZE)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
    return descriptor
