"""A pool with a process for each core, in which libraries use one thread."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pebble import ProcessPool

# Environment variables from which libraries read their number of threads.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")


def create_process_pool(max_tasks: int = 0) -> ProcessPool:
    """Create a pool with a process for each core.

    Libraries use one thread in each process: with a thread for each core in every process, torch's
    matrix products are several times slower. A number that is set in the environment is kept.

    Args:
        max_tasks: Tasks after which a process is replaced; 0 for never.
    """
    # Imported here, because other modules need only the names of the environment variables.
    from pebble import ProcessPool

    return ProcessPool(os.cpu_count() or 1, max_tasks=max_tasks, initializer=_keep_to_one_core)


def _keep_to_one_core() -> None:
    for name in THREADS:
        os.environ.setdefault(name, "1")
