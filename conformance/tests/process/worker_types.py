"""The types of the fixtures in conftest.py."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection

from conformance.process.activity import Activity
from conformance.process.worker_process import WorkerProcess

Behaviour = Callable[[Connection, Activity], object]
Start = Callable[..., WorkerProcess]
