"""Enable or disable jax's 64-bit mode."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from .compilations import compilations


@contextmanager
def match_jax_precision(dtypes: Collection[str]) -> Iterator[None]:
    """Enable 64-bit numbers in jax, if it is loaded, exactly if one dtype is float64."""
    if "jax" not in sys.modules:
        yield
        return
    compilations.watch()
    try:
        from jax import enable_x64
    except ImportError:  # older versions
        from jax.experimental import enable_x64
    with enable_x64("float64" in dtypes):
        yield
