"""NumPy for enclosures of changed rules: its ``float32`` rounds balls, too."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import numpy as np

from .source_edits import Edit

CAST = "np.float32("


class CastingNumPy(ModuleType):
    """NumPy, in which ``float32`` returns a ball for a ball."""

    def __getattr__(self, name: str) -> Any:
        return round_to_single if name == "float32" else getattr(np, name)


CASTING_NUMPY = CastingNumPy("numpy")


def round_to_single(value: Any) -> Any:
    """Return a number rounded to float32; a ball remains in its own format."""
    return value.rounded_to_single() if hasattr(value, "rounded_to_single") else np.float32(value)


def let_casts_round_balls(package: ModuleType, edits: Iterable[Edit]) -> None:
    """Give the modules of a changed package that round numbers to float32 this NumPy."""
    for where in {edit.where for edit in edits if CAST in edit.after}:
        module = getattr(package, where.removesuffix(".py"))
        vars(module)["np"] = CASTING_NUMPY
