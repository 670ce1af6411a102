"""jax's numbers, which have 64 bits only where that is asked for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager


@contextmanager
def precise(dtypes: Collection[str]) -> Iterator[None]:
    """Let jax, where it is loaded, have 64-bit numbers if one of these is float64; else not."""
    jax = sys.modules.get("jax")
    if jax is None:
        yield
        return
    with jax.enable_x64("float64" in dtypes):
        yield
