"""A child process that answers requests one at a time, within limits of time, memory and output.

The process is forked where that is safe, so that it starts in milliseconds; otherwise a new
interpreter is started. It has a session of its own, in which everything that it starts ends with
it. Needs a POSIX system.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from weakref import finalize

from ..process_pool import THREADS
from .activity import Activity
from .worker_child import run_forked_child

# Seconds between two looks at a process that has not answered yet.
INTERVAL = 0.05

# Characters of output that the message about a lost process repeats.
KEPT_OUTPUT = 400

# Libraries that start threads when they are imported, so that a process with them cannot be forked.
THREADED_LIBRARIES = ("jax", "tensorflow", "paddle", "mlx")

IS_SUPPORTED = os.name == "posix"

Serve = Callable[[Connection, Activity], None]


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
        memory: Largest resident memory in bytes; checked on Linux alone.
        output: Largest number of bytes written to standard output and error during one request.
    """

    seconds: float = 60.0
    memory: int = field(default_factory=half_of_memory)
    output: int = 64 << 20


def can_fork() -> bool:
    """Whether this process can be forked: on Linux, unless a library prevents it.

    A fork copies the thread that calls it alone; locks that the threads of a library hold stay
    locked.
    """
    return sys.platform == "linux" and sys.modules.keys().isdisjoint(THREADED_LIBRARIES)


class WorkerProcess:
    """A child process, started by the first request, and again by the first after it was lost.

    Args:
        serve: Answers requests until the connection is closed; runs in the forked process.
        module: Module that serves if a new interpreter is started (``python -m``).
        limits: What the process may use.
    """

    def __init__(self, serve: Serve, module: str, limits: Limits) -> None:
        self.serve = serve
        self.module = module
        self.limits = limits
        self.activity = Activity.create()
        self.starts = 0
        self._child: _Child | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self._child is not None

    def ask(self, request: bytes) -> bytes:
        """Send a request and wait for its answer.

        Raises:
            WorkerLost: There is no answer. The process is gone; the next request starts another.
        """
        child = self._child or self._start()
        try:
            child.connection.send_bytes(request)
            return self._wait(child)
        except (OSError, EOFError):
            raise WorkerLost(self._stop(f"the process {child.describe_end()}")) from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process, if it runs, with everything that it has started."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def _start(self) -> _Child:
        self.starts += 1
        self.activity.reset()
        start = _fork_child if can_fork() else _start_interpreter
        self._child = start(self)
        return self._child

    def _wait(self, child: _Child) -> bytes:
        progress, since, written = self.activity.count, time.monotonic(), 0
        while True:
            ready = child.wait(INTERVAL)
            if child.output in ready:
                written += child.read_output()
                if written > self.limits.output:
                    size = f"{self.limits.output / 2**20:g} MiB"
                    raise WorkerLost(self._stop(f"it wrote more than {size} of output"))
            if child.connection.fileno() in ready:
                return child.connection.recv_bytes()
            if ready:
                continue
            if self.activity.count != progress:
                progress, since = self.activity.count, time.monotonic()
            if time.monotonic() - since > self.limits.seconds:
                limit = f"{self.limits.seconds:g} s"
                raise WorkerLost(self._stop(f"it did not return within {limit}"))
            if child.resident_memory() > self.limits.memory:
                size = f"{self.limits.memory / 2**30:.1f} GiB"
                raise WorkerLost(self._stop(f"it used more than {size} of memory"))

    def _stop(self, reason: str) -> str:
        """End the process; return the reason with the last output."""
        assert self._child is not None
        words = self._child.last_output()
        self.close()
        return f"{reason}; its last output was: {words}" if words else reason


class _Child:
    """The parent's end of a running process."""

    def __init__(self, pid: int, connection: Connection, output: int) -> None:
        self.pid = pid
        self.connection = connection
        self.output = output
        self._kept = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(connection.fileno(), selectors.EVENT_READ)
        self._selector.register(output, selectors.EVENT_READ)
        self.end = finalize(self, _end_child, pid, os.getpid(), connection, output, self._selector)

    def wait(self, seconds: float) -> set[int]:
        """Return the file descriptors that can be read, after at most that many seconds."""
        return {key.fd for key, _ in self._selector.select(seconds)}

    def read_output(self) -> int:
        """Read what the process has written, keep the end of it, and return its length."""
        data = os.read(self.output, 1 << 16)
        if not data:
            self._selector.unregister(self.output)
        self._kept = (self._kept + data)[-KEPT_OUTPUT:]
        return len(data)

    def last_output(self) -> str:
        """Return the end of what the process has written."""
        os.set_blocking(self.output, False)
        with suppress(OSError):
            while self.output in {key.fd for key, _ in self._selector.select(0)}:
                if not self.read_output():
                    break
        return self._kept.decode(errors="replace").strip()

    def resident_memory(self) -> int:
        """Return the resident memory in bytes; 0 where the system does not report it."""
        try:
            with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            return 0

    def describe_end(self) -> str:
        """Wait for the end of the process, whose connection is closed, and describe it."""
        for _ in range(40):
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(INTERVAL / 2)
        else:
            return "closed its connection"
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            return f"was terminated by {signal.Signals(-code).name}"
        return f"exited with code {code}"


def _end_child(
    pid: int, owner: int, connection: Connection, output: int, selector: selectors.BaseSelector
) -> None:
    if os.getpid() != owner:  # in a process that was forked from the owner
        return
    selector.close()
    connection.close()
    os.close(output)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _fork_child(worker: WorkerProcess) -> _Child:
    ours, theirs = Pipe()
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    with warnings.catch_warnings():
        # Threads of numerical libraries have handlers for a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        ours.close()
        os.close(reading)
        run_forked_child(lambda: worker.serve(theirs, worker.activity), writing)
    theirs.close()
    os.close(writing)
    return _Child(pid, ours, reading)


def _start_interpreter(worker: WorkerProcess) -> _Child:
    ours, theirs = Pipe()
    reading, writing = os.pipe()
    shared = (theirs.fileno(), worker.activity.fileno())
    paths = os.pathsep.join(filter(None, sys.path))
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", worker.module, *map(str, shared)],
        stdin=subprocess.DEVNULL, stdout=writing, stderr=writing, pass_fds=shared,
        start_new_session=True,
        env={**dict.fromkeys(THREADS, "1"), **os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    # The process is waited for by its number, as a forked one is.
    process.returncode = 0
    theirs.close()
    os.close(writing)
    return _Child(process.pid, ours, reading)
