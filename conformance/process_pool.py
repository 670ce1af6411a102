"""A pool of processes, in which libraries use one thread."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .interrupts import block_interrupts

if TYPE_CHECKING:
    from pebble import ProcessPool

# Environment variables from which libraries read their number of threads.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_process_pool(jobs: int | None = None, max_tasks: int = 0) -> Iterator[ProcessPool]:
    """Open a pool of processes; wait for its tasks at the end, or stop them after an exception.

    Libraries use one thread in each process: with a thread for each core in every process, torch's
    matrix products are several times slower. A number that is set in the environment is kept.

    Args:
        jobs: The number of processes; by default one for each core.
        max_tasks: Tasks after which a process is replaced; 0 for never.
    """
    # Imported here, because other modules need only the names of the environment variables.
    from pebble import ProcessPool

    pool = ProcessPool(jobs or count_cores(), max_tasks=max_tasks, initializer=_keep_to_one_core)
    try:
        with block_interrupts():
            assert pool.active  # reading its state starts it
        yield pool
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _keep_to_one_core() -> None:
    for name in THREADS:
        os.environ.setdefault(name, "1")
