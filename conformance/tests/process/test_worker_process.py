"""A worker process answers, and every way in which it does not answer is described."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import pytest

from conformance.process import worker_process, worker_start
from conformance.process.activity import Activity
from conformance.process.limits import IS_SUPPORTED, Limits, WorkerLost
from conformance.process.worker_process import WorkerProcess
from conformance.process.worker_start import can_fork

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the tests fork"),
    pytest.mark.skipif(not IS_SUPPORTED, reason="needs a POSIX system"),
]

Behaviour = Callable[[Connection, Activity], object]
Start = Callable[..., WorkerProcess]

LIMITS = Limits(seconds=30.0)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a worker that echoes requests, except that it does something at ``b"now"``."""
    started: list[WorkerProcess] = []

    def create(behaviour: Behaviour = lambda c, a: None, limits: Limits = LIMITS) -> WorkerProcess:
        def serve(connection: Connection, activity: Activity) -> None:
            while True:
                try:
                    request = connection.recv_bytes()
                except EOFError:
                    return
                if request == b"now":
                    behaviour(connection, activity)
                connection.send_bytes(request)

        started.append(WorkerProcess(serve, "no_such_module", limits))
        return started[-1]

    yield create
    for worker in started:
        worker.close()


def flood(connection: Connection, activity: Activity) -> None:
    while True:
        print("x" * 1000)


def print_slowly(connection: Connection, activity: Activity) -> None:
    while True:
        print("still there", flush=True)
        time.sleep(0.02)


def answer_half(connection: Connection, activity: Activity) -> None:
    os.write(connection.fileno(), b"\0\0\1")
    time.sleep(60)


def close_connection(connection: Connection, activity: Activity) -> None:
    connection.close()
    time.sleep(60)


def answer_early(connection: Connection, activity: Activity) -> None:
    connection.send_bytes(b"early")
    time.sleep(60)


def raise_error(connection: Connection, activity: Activity) -> None:
    raise ValueError("a bug of the worker")


def say_goodbye(connection: Connection, activity: Activity) -> None:
    os.write(2, b"no disk\n")
    os._exit(5)


SHORT = Limits(seconds=0.3)

LOSSES: list[tuple[Behaviour, Limits, str]] = [
    (lambda c, a: os._exit(0), LIMITS, "the process exited with code 0$"),
    (say_goodbye, LIMITS, "the process exited with code 5; its last output was: no disk$"),
    (raise_error, LIMITS, "the process exited with code 70; .*ValueError: a bug of the worker$"),
    (lambda c, a: os.abort(), LIMITS, "the process was terminated by SIGABRT$"),
    (lambda c, a: os.closerange(3, 256), LIMITS, "the process exited with code 70"),
    (close_connection, LIMITS, "the process closed its connection$"),
    (lambda c, a: time.sleep(60), SHORT, r"it did not return within 0\.3 s$"),
    (answer_half, SHORT, r"it did not return within 0\.3 s$"),
    (print_slowly, SHORT, r"it did not return within 0\.3 s; .*still there$"),
    (flood, Limits(output=1 << 20), "it wrote more than 1 MiB of output; .*xxx$"),
    (lambda c, a: time.sleep(60), Limits(memory=1), "it used more than .* GiB of memory$"),
    (lambda c, a: c.send_bytes(b"x" * 5000), Limits(answer=4096), "its answer cannot be read"),
]


@pytest.mark.parametrize(("behaviour", "limits", "reason"), LOSSES)
def test_a_lost_process_is_described_and_replaced(
    start: Start, behaviour: Behaviour, limits: Limits, reason: str
) -> None:
    worker = start(behaviour, limits)
    before = count_descriptors()
    with pytest.raises(WorkerLost, match=f"(?s)^{reason}"):
        worker.ask(b"now")
    assert not worker.is_running
    assert count_descriptors() == before
    worker.limits = LIMITS
    assert worker.ask(b"again") == b"again"
    assert worker.starts == 2


def count_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_a_process_that_moves_on_may_take_longer_than_the_limit(start: Start) -> None:
    def move_on(connection: Connection, activity: Activity) -> None:
        for _ in range(10):
            time.sleep(0.1)
            activity.move()

    assert start(move_on, Limits(seconds=0.5)).ask(b"now") == b"now"


def test_a_process_that_cannot_receive_is_lost(start: Start) -> None:
    worker = start(answer_early, SHORT)
    assert worker.ask(b"now") == b"early"
    with pytest.raises(WorkerLost, match=r"did not return within 0\.3 s"):
        worker.ask(b"x" * 10_000_000)


def test_memory_is_looked_at_though_answers_come_fast(start: Start) -> None:
    worker = start(limits=Limits(memory=1))
    until = time.monotonic() + 10

    def ask_often() -> None:
        while time.monotonic() < until:
            worker.ask(b"fast")

    with pytest.raises(WorkerLost, match="of memory"):
        ask_often()


def test_an_interrupt_ends_the_worker_too(start: Start) -> None:
    def interrupt(connection: Connection, activity: Activity) -> None:
        os.kill(os.getppid(), signal.SIGINT)
        time.sleep(60)

    worker = start(interrupt)
    with pytest.raises(KeyboardInterrupt):
        worker.ask(b"now")
    assert not worker.is_running


def test_a_worker_ends_with_the_object(start: Start) -> None:
    before = count_descriptors()
    worker = WorkerProcess(lambda c, a: c.send_bytes(c.recv_bytes()), "", LIMITS)
    worker.ask(b"now")
    del worker
    assert count_descriptors() == before


def test_a_second_worker_has_no_descriptor_of_the_first(start: Start) -> None:
    def list_descriptors(connection: Connection, activity: Activity) -> None:
        links = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if n > "2"]
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
    assert count_descriptors() == before


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
        "print(WorkerProcess(serve, '', Limits()).ask(b'').decode(), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    result = run_python(code)
    assert result.returncode == -9
    until = time.monotonic() + 10
    while _is_running(int(result.stdout)):
        assert time.monotonic() < until
        time.sleep(0.02)


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - code of the tests above
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )


def _is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
