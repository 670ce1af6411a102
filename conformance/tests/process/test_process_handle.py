"""How a child process ends, and what ends with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from conformance.process.limits import IS_SUPPORTED
from conformance.process.process_handle import ProcessHandle, find_descendants
from conformance.tests.processes import is_running, wait_until

pytestmark = pytest.mark.skipif(not IS_SUPPORTED, reason="needs a POSIX system")


def fork(child: Callable[[], None]) -> ProcessHandle:
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        child()
        os._exit(0)
    return ProcessHandle(pid)


@pytest.mark.parametrize(
    ("child", "end"),
    [
        (lambda: os._exit(3), "exited with code 3"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "was terminated by SIGKILL"),
        (lambda: os.kill(os.getpid(), signal.SIGRTMIN + 3), "was terminated by signal 37"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the numbers of signals differ")
def test_the_end_is_described(child: Callable[[], None], end: str) -> None:
    handle = fork(child)
    wait_until(handle.has_ended)
    assert handle.describe_end() == end
    handle.kill()
    handle.wait()


def test_a_process_that_runs_has_closed_its_connection() -> None:
    handle = fork(lambda: time.sleep(60))
    assert not handle.has_ended()
    assert handle.describe_end() == "closed its connection"
    handle.kill()
    handle.wait()
    assert handle.describe_end() == "was terminated by SIGKILL"


def test_a_status_that_was_collected_elsewhere_is_no_error() -> None:
    handle = fork(lambda: None)
    os.waitpid(handle.pid, 0)
    assert handle.has_ended()
    assert handle.describe_end() == "ended"


def test_a_copy_in_a_forked_process_is_not_its_own() -> None:
    handle = ProcessHandle(os.getpid())
    assert handle.is_own
    pid = os.fork()
    if pid == 0:
        os._exit(int(handle.is_own))
    assert os.waitpid(pid, 0)[1] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_descendants_with_sessions_of_their_own_are_killed() -> None:
    child = (
        "import subprocess, sys, time; subprocess.Popen(['sleep', '60'], start_new_session=True); "
        "time.sleep(60)"
    )
    process = subprocess.Popen(  # noqa: S603 - the code above
        [sys.executable, "-c", child], start_new_session=True
    )
    wait_until(lambda: find_descendants(process.pid))
    (grandchild,) = find_descendants(process.pid)
    process.returncode = 0
    handle = ProcessHandle(process.pid)
    handle.kill()
    handle.wait()
    wait_until(lambda: not is_running(grandchild))
