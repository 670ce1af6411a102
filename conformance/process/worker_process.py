"""A child process that answers requests one at a time, within limits of time, memory and output.

It has a session of its own, in which everything that it starts ends with it. Needs a POSIX system.
"""

from __future__ import annotations

import time

from .activity import Activity
from .limits import Limits, WorkerLost
from .worker_connection import WorkerConnection
from .worker_start import Serve, can_fork, fork_worker, start_interpreter

# Seconds between two looks at a process that has not answered yet.
INTERVAL = 0.05


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
        self._worker: WorkerConnection | None = None
        self._next_look = 0.0

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self._worker is not None

    def output(self) -> tuple[int, str]:
        """Return how many lines the process has printed, and the first of them."""
        if self._worker is None:
            return 0, ""
        text = self._worker.first_output.decode(errors="replace")
        return self._worker.printed_lines, text

    def ask(self, request: bytes) -> bytes:
        """Send a request and wait for its answer.

        Raises:
            WorkerLost: There is no answer. The process is gone; the next request starts another.
        """
        worker = self._worker or self._start()
        try:
            worker.connection.send_bytes(request)
            return self._wait(worker)
        except WorkerLost:
            raise
        except BlockingIOError:
            raise WorkerLost(self._stop(self.limits.describe_time())) from None
        except (EOFError, ConnectionError):
            raise WorkerLost(self._stop(worker.describe_end())) from None
        except OSError as error:  # the answer is too long
            raise WorkerLost(self._stop(f"its answer cannot be read: {error}")) from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process, if it runs, with everything that it has started."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _start(self) -> WorkerConnection:
        self.starts += 1
        self.activity.reset()
        seconds = self.limits.seconds
        try:
            self._worker = (
                fork_worker(self.serve, self.activity, seconds)
                if can_fork()
                else start_interpreter(self.module, self.activity, seconds)
            )
        except OSError as error:
            raise WorkerLost(f"the process could not be started: {error}") from error
        return self._worker

    def _wait(self, worker: WorkerConnection) -> bytes:
        progress, since, written = self.activity.count, time.monotonic(), 0
        while True:
            ready = worker.wait(INTERVAL)
            if worker.output in ready:
                written += worker.read_output()
                if written > self.limits.output:
                    raise WorkerLost(self._stop(self.limits.describe_output()))
            self._check_memory(worker)
            if worker.connection.fileno() in ready:
                worker.drain_output()
                return worker.connection.recv_bytes(self.limits.answer)
            # Processes that it has started may hold the connection open.
            if not ready and worker.process.has_ended():
                raise WorkerLost(self._stop(worker.describe_end()))
            if self.activity.count != progress:
                progress, since = self.activity.count, time.monotonic()
            elif time.monotonic() - since > self.limits.seconds:
                raise WorkerLost(self._stop(self.limits.describe_time()))

    def _check_memory(self, worker: WorkerConnection) -> None:
        """Look at the memory now and then, also of a process that answers fast."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + INTERVAL
            if worker.resident_memory() > self.limits.memory:
                raise WorkerLost(self._stop(self.limits.describe_memory()))

    def _stop(self, reason: str) -> str:
        """End the process; return the reason with the last output."""
        assert self._worker is not None
        words = self._worker.last_output()
        self.close()
        return f"{reason}; its last output was: {words}" if words else reason
