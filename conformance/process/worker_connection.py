"""The parent's end of a running worker process."""

from __future__ import annotations

import os
import selectors
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from weakref import WeakSet, finalize

from .process_handle import ProcessHandle

# Characters of output that the message about a lost process repeats.
KEPT_OUTPUT = 400

# Bytes of the first output that are kept, to be shown on request.
FIRST_OUTPUT = 2000

# Bytes that are read from the output at once; a pipe of Linux holds as many.
CHUNK = 1 << 16

# Seconds in which a process that has closed its connection should end.
ENDING = 1.0

# The connections of this process, and its other file descriptors that workers have no use for.
_connections: WeakSet[WorkerConnection] = WeakSet()
private_descriptors: set[int] = set()


class WorkerConnection:
    """A running worker process, its connection, and the pipe with its output."""

    def __init__(self, pid: int, connection: Connection, output: int) -> None:
        self.process = ProcessHandle(pid)
        self.connection = connection
        self.output = output
        self._kept = b""
        self.first_output = b""
        self.printed_lines = 0
        self._selector = selectors.DefaultSelector()
        self._selector.register(connection.fileno(), selectors.EVENT_READ)
        self._selector.register(output, selectors.EVENT_READ)
        self.end = finalize(self, _end_worker, self.process, connection, output, self._selector)
        _connections.add(self)

    def descriptors(self) -> tuple[int, ...]:
        """Return the file descriptors that this process has open for the worker."""
        return (self.connection.fileno(), self.output)

    def wait(self, seconds: float) -> set[int]:
        """Return the file descriptors that can be read, after at most that many seconds."""
        return {key.fd for key, _ in self._selector.select(seconds)}

    def read_output(self) -> int:
        """Read what the process has written, keep the end of it, and return its length."""
        data = os.read(self.output, CHUNK)
        if not data:
            self._selector.unregister(self.output)
        self._kept = (self._kept + data)[-KEPT_OUTPUT:]
        self.first_output += data[: FIRST_OUTPUT - len(self.first_output)]
        self.printed_lines += data.count(b"\n")
        return len(data)

    def drain_output(self) -> int:
        """Read what the process has written by now, and return its length."""
        length = 0
        while self.output in self.wait(0):
            data = self.read_output()
            length += data
            if not data:
                break
        return length

    def resident_memory(self) -> int:
        """Return the resident memory in bytes; 0 where the system does not report it."""
        try:
            with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            return 0

    def describe_end(self) -> str:
        """Wait a little for the end of a process that has closed its connection; describe it."""
        self._selector.unregister(self.connection.fileno())
        until = time.monotonic() + ENDING
        while not self.process.has_ended() and time.monotonic() < until:
            # A process can only end if what it writes last is read.
            if self.wait(ENDING / 50):
                self.read_output()
        return f"the process {self.process.describe_end()}"

    def last_output(self) -> str:
        """Kill the process, and return the end of what it has written."""
        self.process.kill()
        os.set_blocking(self.output, False)
        with suppress(OSError):
            # The pipe may hold several chunks; other processes may go on writing.
            for _ in range(16):
                if self.output not in self.wait(0) or not self.read_output():
                    break
        return self._kept.decode(errors="replace").strip()


def open_descriptors() -> list[int]:
    """Return the file descriptors of this process that a worker has to close."""
    own = [fd for one in _connections if one.end.alive for fd in one.descriptors()]
    return [*own, *private_descriptors]


def _end_worker(
    process: ProcessHandle, connection: Connection, output: int, selector: selectors.BaseSelector
) -> None:
    if process.is_own:  # otherwise this is a copy in a process that was forked
        process.kill()
        selector.close()
        connection.close()
        os.close(output)
        process.wait()
