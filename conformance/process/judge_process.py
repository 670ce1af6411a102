"""A forked process that executes functions of a judge, one at a time."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NoReturn

from properties.engine.subject_judge import SubjectJudge

from .forking import fork
from .worker_child import depend_on_parent
from .worker_connection import private_descriptors

# Seconds that processes have to end by themselves.
PATIENCE = 1.0


@dataclass(frozen=True)
class JudgeSetting:
    """What a process needs; the functions are those of ``ForkedExecutor``."""

    judge: SubjectJudge
    prepare: Callable[[], None]
    is_reliable: Callable[[], bool]
    release: Callable[[], None]


@dataclass(frozen=True)
class JudgeProcess:
    """A forked process with a judge."""

    pid: int
    connection: Connection


def fork_judge(setting: JudgeSetting, others: Sequence[JudgeProcess]) -> JudgeProcess:
    """Fork a process with a judge; ``others`` are those that were forked before."""
    ours, theirs = Pipe()
    parent = os.getpid()
    pid = fork()
    if pid == 0:
        for connection in (ours, *(other.connection for other in others)):
            connection.close()
        private_descriptors.clear()
        private_descriptors.add(theirs.fileno())
        _serve(theirs, setting, parent)
    theirs.close()
    private_descriptors.add(ours.fileno())
    return JudgeProcess(pid, ours)


def _serve(connection: Connection, setting: JudgeSetting, parent: int) -> NoReturn:
    """Execute jobs until the connection is closed or the process gets SIGTERM."""

    def end(*_: object) -> NoReturn:
        with suppress(BaseException):
            setting.release()
        os._exit(0)

    try:
        # An exception in place of the exit could be caught by what runs.
        signal.signal(signal.SIGTERM, end)
        depend_on_parent(parent)
        setting.prepare()
        while True:
            function, arguments, named = pickle.loads(connection.recv_bytes())  # noqa: S301
            answer = pickle.dumps((False, None))
            with suppress(Exception):
                result = function(setting.judge, *arguments, **named)
                if setting.is_reliable():
                    answer = pickle.dumps((True, result))
            connection.send_bytes(answer)
    finally:
        end()


def end_processes(children: Sequence[JudgeProcess]) -> None:
    """End processes and their workers, and wait for their end."""
    for child in children:
        private_descriptors.discard(child.connection.fileno())
        child.connection.close()
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        while not _has_ended(child.pid):
            if time.monotonic() > deadline:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)
            time.sleep(0.005)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True
