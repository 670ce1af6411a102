"""Looks at the parameters in evaluation mode, by the methods ``eval`` and ``train``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..scenarios.model import Floats


def has_modes(optimizer: Any) -> bool:
    """Return whether an optimizer can be switched between training and evaluation."""
    return not _missing_methods(optimizer)


def _missing_methods(optimizer: Any) -> list[str]:
    return [name for name in ("eval", "train") if not callable(getattr(optimizer, name, None))]


def look(optimizer: Any, values: Callable[[], list[Floats]], calls: int) -> list[Floats]:
    """Return copies of the parameters in evaluation mode, and switch back to training mode.

    Args:
        optimizer: the optimizer.
        values: returns its parameters.
        calls: how often each mode is set in a row.

    Raises:
        NotImplementedError: the optimizer has no modes.
    """
    if missing := _missing_methods(optimizer):
        raise NotImplementedError(f"the optimizer has no method {missing[0]}()")
    for _ in range(calls):
        optimizer.eval()
    seen = [value.copy() for value in values()]
    for _ in range(calls):
        optimizer.train()
    return seen
