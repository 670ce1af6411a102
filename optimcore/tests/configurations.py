"""Combinations of hyper-parameters that the formulas are tested with."""

from __future__ import annotations

from itertools import product
from typing import Any


def grid(**values: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Every combination of these values."""
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


MAXIMIZE = (False, True)
