"""Fixtures of the tests of processes."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from conformance.process.activity import Activity
from conformance.process.limits import Limits
from conformance.process.worker_process import WorkerProcess
from conformance.tests.process.worker_types import Behaviour, Start

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
