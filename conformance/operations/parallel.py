"""Executors for the judgement of a subject, in this process or in several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from properties.engine.executor import Executor, InlineExecutor
from properties.engine.subject_judge import SubjectJudge
from properties.rules.profiles import profiles
from properties.subjects.torch_driver import is_torch_available

from ..process.forked_executor import ForkedExecutor
from ..process.worker_start import can_fork
from ..worker import IsolatedSubject, keep_to_one_thread

# More processes would spend their time on starting, and on importing the library of the subject.
MOST = 8


@contextmanager
def open_executor(judge: SubjectJudge, jobs: int) -> Iterator[Executor]:
    """Open an executor with so many processes, if the subject can have one worker for each."""
    subject = judge.subject
    if jobs < 2 or not isinstance(subject, IsolatedSubject) or not _can_be_copied(subject):
        yield InlineExecutor(judge)
        return
    runner = subject.runner
    executor = ForkedExecutor(
        judge,
        min(jobs, MOST),
        prepare=keep_to_one_thread,
        is_reliable=lambda: not runner.has_failed,
        release=runner.close,
    )
    try:
        yield executor
    finally:
        executor.close()


def _can_be_copied(subject: IsolatedSubject) -> bool:
    """Whether a process may be started for each job.

    Of a library that compiles, each process would compile everything once more.
    """
    compiles = subject.capabilities.few_shapes or subject.compilations > 0
    return can_fork() and not compiles


def import_oracle(rule: str) -> bool:
    """Import torch if it is installed, and what it needs for a rule that it implements.

    This is done before processes are forked, because each of them would do it otherwise.

    Returns:
        Whether torch is installed.
    """
    if not is_torch_available():
        return False
    profile = profiles().get(rule)
    if profile and profile.torch_class:
        with suppress(ImportError):
            # Imported by the first optimizer that is constructed.
            import torch._dynamo  # noqa: F401
    return True
