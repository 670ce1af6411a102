"""Start a worker process: by a fork where that is safe, otherwise in a new interpreter."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from ..process_pool import THREADS
from .activity import Activity
from .worker_child import run_forked_child
from .worker_connection import WorkerConnection, open_descriptors

# Libraries that start threads when they are imported, so that a process with them cannot be forked.
THREADED_LIBRARIES = ("jax", "tensorflow", "paddle", "mlx")

Serve = Callable[[Connection, Activity], None]


def can_fork() -> bool:
    """Whether this process can be forked: on Linux, unless a library prevents it.

    A fork copies the thread that calls it alone; locks that the threads of a library hold stay
    locked.
    """
    if sys.platform != "linux" or not sys.modules.keys().isdisjoint(THREADED_LIBRARIES):
        return False
    cuda = sys.modules.get("torch.cuda")
    return cuda is None or not cuda.is_initialized()


def fork_worker(serve: Serve, activity: Activity, seconds: float) -> WorkerConnection:
    """Start a worker as a copy of this process.

    Args:
        serve: Answers requests until the connection is closed.
        activity: Shared with the worker.
        seconds: Longest time for one read or write of the connection.

    Raises:
        OSError: The system cannot start a process.
    """
    reserve_standard_descriptors()
    ours, theirs = Pipe()
    reading, writing = os.pipe()
    parent, unused = os.getpid(), (ours.fileno(), reading, *open_descriptors())
    _flush_streams()
    with _hold_interrupts():
        try:
            pid = _fork()
        except OSError:
            _close_all(ours, theirs, reading, writing)
            raise
        if pid == 0:
            run_forked_child(lambda: serve(theirs, activity), writing, parent, unused)
        theirs.close()
        os.close(writing)
        limit_waiting(ours, seconds)
        return WorkerConnection(pid, ours, reading)


def start_interpreter(module: str, activity: Activity, seconds: float) -> WorkerConnection:
    """Start a worker in a new interpreter, with ``python -m module CONNECTION ACTIVITY PARENT``.

    Raises:
        OSError: The system cannot start a process.
    """
    reserve_standard_descriptors()
    ours, theirs = Pipe()
    reading, writing = os.pipe()
    shared = (theirs.fileno(), activity.fileno())
    paths = os.pathsep.join(path or os.getcwd() for path in sys.path)
    try:
        process = subprocess.Popen(  # noqa: S603 - our own module
            # -P: the current folder is searched only if it is in sys.path.
            [sys.executable, "-P", "-m", module, *map(str, (*shared, os.getpid()))],
            stdin=subprocess.DEVNULL, stdout=writing, stderr=writing, pass_fds=shared,
            start_new_session=True,
            env={**dict.fromkeys(THREADS, "1"), **os.environ, "PYTHONPATH": paths},
        )  # fmt: skip
    except OSError:
        _close_all(ours, theirs, reading, writing)
        raise
    # The process is waited for by its number, as a forked one is.
    process.returncode = 0
    theirs.close()
    os.close(writing)
    limit_waiting(ours, seconds)
    return WorkerConnection(process.pid, ours, reading)


def limit_waiting(connection: Connection, seconds: float) -> None:
    """Let a read or write of a connection end with BlockingIOError after so many seconds."""
    whole = int(seconds)
    value = struct.pack("ll", whole, max(1, int((seconds - whole) * 1e6)))
    with socket.socket(fileno=os.dup(connection.fileno())) as own:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            own.setsockopt(socket.SOL_SOCKET, option, value)


def reserve_standard_descriptors() -> None:
    """Open the null device as standard streams that are closed, so that no pipe gets their number.

    The worker replaces its standard streams by their number.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def _fork() -> int:
    with warnings.catch_warnings():
        # Threads of numerical libraries have handlers for a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


@contextmanager
def _hold_interrupts() -> Iterator[None]:
    """Delay interrupts, so that none leaves a worker that nothing refers to."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _flush_streams() -> None:
    """Write what is buffered, which would be written by the copy as well."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()


def _close_all(ours: Connection, theirs: Connection, reading: int, writing: int) -> None:
    ours.close()
    theirs.close()
    os.close(reading)
    os.close(writing)
