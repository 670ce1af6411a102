"""The graphs that ``torch.compile`` has made in this process."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext

# The graphs of one function before it is run without being compiled. By default torch allows eight,
# so that most scenarios would not reach the compiled code.
MOST_GRAPHS = 4096
LIMITS = ("recompile_limit", "accumulated_recompile_limit")

# Where torch cannot trace a function for one scenario, such as for sparse gradients, it does not
# compile it any more. Then all graphs are forgotten, so that later scenarios compile it again,
# unless torch has failed so often that most of the time would be spent on compiling.
MOST_FAILURES = 16


def count_graphs() -> int:
    """Return the number of graphs since the last call of ``drop_graphs``."""
    return _count("stats", "unique_graphs")


def drop_graphs() -> None:
    """Forget all graphs and their number."""
    if _count("frames", "total"):
        sys.modules["torch._dynamo"].reset()
        sys.modules["torch._dynamo.utils"].counters.clear()


def forget_graphs() -> None:
    """Forget all graphs, which are still counted."""
    sys.modules["torch._dynamo"].reset()


@contextmanager
def allow_graphs(dtypes: Collection[str]) -> Iterator[None]:
    """Let torch compile what scenarios need, also after a function that it could not trace."""
    failed = _count_failures()
    config = sys.modules.get("torch._dynamo.config")
    with config.patch(dict.fromkeys(LIMITS, MOST_GRAPHS)) if config else nullcontext():
        yield
    if failed < _count_failures() <= MOST_FAILURES:
        sys.modules["torch._dynamo"].reset()


def _count_failures() -> int:
    return _count("frames", "total") - _count("frames", "ok")


def _count(kind: str, name: str) -> int:
    utils = sys.modules.get("torch._dynamo.utils")
    return int(utils.counters[kind][name]) if utils else 0
