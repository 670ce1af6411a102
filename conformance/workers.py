"""A process on each core, and in each of them libraries that keep to that core."""

from __future__ import annotations

import os

from pebble import ProcessPool

# What libraries read when they are loaded: how many cores each of them may take.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")


def one_on_each_core(max_tasks: int = 0) -> ProcessPool:
    """A pool of as many processes as there are cores; what each loads keeps to one of them.

    A library that takes every core in each of them waits for itself: torch's matrix products are
    several times slower then. A number of threads that the environment names already stands.

    Args:
        max_tasks: after how many tasks a process is replaced; never at 0.
    """
    return ProcessPool(os.cpu_count() or 1, max_tasks=max_tasks, initializer=_keep_to_one_core)


def _keep_to_one_core() -> None:
    for name in THREADS:
        os.environ.setdefault(name, "1")
