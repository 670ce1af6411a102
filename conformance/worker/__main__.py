"""A worker in a new interpreter: ``python -m conformance.worker CONNECTION ACTIVITY PARENT``."""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection

from ..process.activity import Activity
from ..process.worker_child import depend_on_parent
from .server import serve

if __name__ == "__main__":
    connection, activity, parent = map(int, sys.argv[1:])
    depend_on_parent(parent)
    serve(Connection(connection), Activity(activity))
