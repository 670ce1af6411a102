"""A worker process answers, and every way in which it does not answer is described."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing.connection import Connection

import pytest

from conformance.process.activity import Activity
from conformance.process.limits import IS_SUPPORTED, Limits, WorkerLost
from conformance.process.worker_process import WorkerProcess
from conformance.tests.process.worker_types import Behaviour, Start
from conformance.tests.processes import count_descriptors

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the tests fork"),
    pytest.mark.skipif(not IS_SUPPORTED, reason="needs a POSIX system"),
]

LIMITS = Limits(seconds=30.0)


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
    assert count_descriptors() <= before
    worker.limits = LIMITS
    assert worker.ask(b"again") == b"again"
    assert worker.starts == 2


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
    assert count_descriptors() <= before
