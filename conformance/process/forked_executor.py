"""An executor that distributes its jobs over forked processes.

Each process is a copy of this one, with the judge as it was when the executor was made, so that
only arguments and results are sent. A job that fails in such a process, for example because the
process of the subject was lost, ends the distribution: it and all later jobs are executed in this
process, as if there had been no others.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from properties.engine.executor import Job
from properties.engine.subject_judge import SubjectJudge

from .judge_process import JudgeProcess, JudgeSetting, end_processes, fork_judge

P = ParamSpec("P")
T = TypeVar("T")

# The number of jobs for each process to submit before the result of the first of them is needed.
LOOKAHEAD = 8

# A process gets its next job before it has finished one, unless the job is larger than this: the
# pipe could not hold it.
LARGE_MESSAGE = 1 << 14


class ForkedJob(Generic[T]):
    """A job of a forked executor."""

    def __init__(
        self, executor: ForkedExecutor, call: Callable[[SubjectJudge], T], data: bytes
    ) -> None:
        self.executor = executor
        self.call = call
        self.data = data
        self.is_done = False
        self._result: T

    def finish(self, result: T) -> None:
        """Keep the result."""
        self._result, self.is_done = result, True

    def wait(self) -> bool:
        """Wait as long as a process may deliver the result; return whether it is there."""
        if self.data:
            self.executor.wait_for(self)
        return self.is_done

    def result(self) -> T:
        """Wait for the result."""
        if not self.wait():
            self.finish(self.call(self.executor.judge))
        return self._result


class ForkedExecutor:
    """Executes functions of a judge in forked processes.

    Args:
        judge: The judge. Its subject must get a process of its own in a forked process.
        jobs: The number of processes.
        prepare: Called in each process at its start.
        is_reliable: Called in each process after a job; whether its result is that of one process.
        release: Called in each process at its end.
    """

    def __init__(
        self,
        judge: SubjectJudge,
        jobs: int,
        prepare: Callable[[], None],
        is_reliable: Callable[[], bool],
        release: Callable[[], None],
    ) -> None:
        self.judge = judge
        self._waiting: deque[ForkedJob[Any]] = deque()
        self._background: deque[ForkedJob[Any]] = deque()
        self._children: list[_Child] = []
        setting = JudgeSetting(judge, prepare, is_reliable, release)
        for _ in range(jobs):
            others = [child.process for child in self._children]
            self._children.append(_Child(fork_judge(setting, others)))

    @property
    def lookahead(self) -> int:
        """The number of jobs to submit before the result of the first of them is needed."""
        return LOOKAHEAD * len(self._children)

    def submit(
        self,
        function: Callable[Concatenate[SubjectJudge, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> Job[T]:
        """Plan a call of a function, after those that were submitted before."""
        return self._plan(self._waiting, function, arguments, named)

    def submit_in_background(
        self,
        function: Callable[Concatenate[SubjectJudge, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> Job[T]:
        """Plan a call for a time when no other job is waiting."""
        return self._plan(self._background, function, arguments, named)

    def _plan(
        self, queue: deque[ForkedJob[Any]], function: Callable[..., T], arguments: Any, named: Any
    ) -> ForkedJob[T]:
        data = b""
        if self._children:
            # What cannot be sent is executed here, when its result is needed.
            with suppress(pickle.PicklingError, AttributeError, TypeError):
                data = pickle.dumps((function, arguments, named))
        job = ForkedJob(self, lambda judge: function(judge, *arguments, **named), data)
        if data:
            queue.append(job)
            self._exchange(0)
        return job

    def wait_for(self, job: ForkedJob[Any]) -> None:
        """Wait until a job is done, or there is no process that could do it."""
        with suppress(ValueError):
            self._background.remove(job)
            self._waiting.appendleft(job)
        while not job.is_done and self._children:
            self._exchange(None)

    def drop(self) -> None:
        """Forget the jobs that are not done; those that were started are executed to their end."""
        self._waiting.clear()
        self._background.clear()

    def close(self) -> None:
        """End the processes."""
        children, self._children = self._children, []
        self.drop()
        end_processes([child.process for child in children])

    def _exchange(self, seconds: float | None) -> None:
        """Send jobs and receive results; wait for a result at most so many seconds."""
        self._send_jobs()
        busy = [child for child in self._children if child.jobs]
        try:
            ready = wait([child.connection for child in busy], seconds) if busy else []
            for child in busy:
                if child.connection in ready:
                    succeeded, result = pickle.loads(child.connection.recv_bytes())  # noqa: S301
                    if not succeeded:
                        self.close()
                        return
                    child.jobs.popleft().finish(result)
            self._send_jobs()
        except (OSError, EOFError):
            self.close()

    def _send_jobs(self) -> None:
        for child in sorted(self._children, key=lambda child: len(child.jobs)):
            while job := self._next_job(child):
                child.jobs.append(job)
                child.connection.send_bytes(job.data)

    def _next_job(self, child: _Child) -> ForkedJob[Any] | None:
        queue = self._waiting or self._background
        if not queue:
            return None
        small = len(queue[0].data) < LARGE_MESSAGE and queue is self._waiting
        fits = not child.jobs or (small and len(child.jobs) < 2 and child.is_small)
        return queue.popleft() if fits else None


class _Child:
    """A forked process, and the jobs that it has, in the order in which it executes them."""

    def __init__(self, process: JudgeProcess) -> None:
        self.process = process
        self.jobs: deque[ForkedJob[Any]] = deque()

    @property
    def connection(self) -> Connection:
        """The connection to the process."""
        return self.process.connection

    @property
    def is_small(self) -> bool:
        """Whether the message with its last job was small."""
        return len(self.jobs[-1].data) < LARGE_MESSAGE
