"""jax's numbers, which have 64 bits only where that is asked for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager


@contextmanager
def precise(dtypes: Collection[str]) -> Iterator[None]:
    """Let jax, where it is loaded, have 64-bit numbers if one of these is float64; else not."""
    if "jax" not in sys.modules:
        yield
        return
    try:
        from jax import enable_x64
    except ImportError:  # where older versions have it
        from jax.experimental import enable_x64
    with enable_x64("float64" in dtypes):
        yield
