"""How a worker is started, and what it takes over from its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

import pytest

from conformance.process import worker_process, worker_start
from conformance.process.activity import Activity
from conformance.process.limits import WorkerLost
from conformance.process.worker_start import can_fork
from conformance.tests.process.worker_types import Start
from conformance.tests.processes import count_descriptors, is_running, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tests fork")


def test_a_second_worker_has_no_descriptor_of_the_first(start: Start) -> None:
    def list_descriptors(connection: Connection, activity: Activity) -> None:
        links = []
        for number in os.listdir("/proc/self/fd"):
            with suppress(FileNotFoundError):  # the descriptor of the list itself
                links.append(os.readlink(f"/proc/self/fd/{number}"))
        connection.send_bytes(repr(links).encode())

    first, second = start(), start(list_descriptors)
    first.ask(b"start")
    assert first._worker is not None
    own = {os.readlink(f"/proc/self/fd/{n}") for n in first._worker.descriptors()}
    assert not own & set(eval(second.ask(b"now")))  # noqa: S307


def test_a_worker_has_its_own_signals_session_and_no_core_dump(start: Start) -> None:
    import resource

    def describe(connection: Connection, activity: Activity) -> None:
        found = (
            signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
            signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL,
            not signal.pthread_sigmask(signal.SIG_BLOCK, ()),
            os.getsid(0) == os.getpid(),
            resource.getrlimit(resource.RLIMIT_CORE)[0] == 0,
            sys.stdin.read() == "",
        )
        connection.send_bytes(repr(found).encode())

    before = signal.signal(signal.SIGUSR1, lambda number, frame: None)
    try:
        answer = start(describe).ask(b"now")
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert answer == repr((True,) * 6).encode()


def test_a_process_that_cannot_be_started_is_lost(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fail)
    worker = start()
    before = count_descriptors()
    with pytest.raises(WorkerLost, match=r"could not be started: .*temporarily unavailable"):
        worker.ask(b"now")
    monkeypatch.setattr(worker_process, "can_fork", lambda: False)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(WorkerLost, match=r"could not be started: .*No such file"):
        worker.ask(b"now")
    assert count_descriptors() <= before


def test_an_interpreter_that_fails_to_start_says_why(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "can_fork", lambda: False)
    with pytest.raises(WorkerLost, match=r"exited with code 1; .*No module named no_such_module"):
        start().ask(b"now")


def test_a_process_with_a_library_of_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*worker_start.THREADED_LIBRARIES, "torch.cuda"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert can_fork()
    monkeypatch.setitem(sys.modules, "jax", os)
    assert not can_fork()


def test_closed_standard_streams_of_the_parent_do_no_harm() -> None:
    code = (
        "import os; os.closerange(0, 3)\n"
        "from conformance.process.worker_process import WorkerProcess\n"
        "from conformance.process.limits import Limits\n"
        "worker = WorkerProcess(lambda c, a: c.send_bytes(c.recv_bytes()), '', Limits())\n"
        "os._exit(40 if worker.ask(b'hello') == b'hello' else 41)"
    )
    assert run_python(code).returncode == 40


def test_a_worker_ends_with_its_parent() -> None:
    code = (
        "import os\n"
        "from conformance.process.worker_process import WorkerProcess\n"
        "from conformance.process.limits import Limits\n"
        "def serve(connection, activity):\n"
        "    connection.recv_bytes(); connection.send_bytes(str(os.getpid()).encode())\n"
        "    while True: pass\n"
        "worker = WorkerProcess(serve, '', Limits())\n"
        "print(worker.ask(b'').decode(), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    result = run_python(code)
    assert result.returncode == -9
    wait_until(lambda: not is_running(int(result.stdout)))


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - code of the tests above
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
