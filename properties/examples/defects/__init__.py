"""An optimizer that breaks each law: a pitfall, a change of optimcore, or a torch optimizer.

Each module lists those of a module of ``properties.laws`` in ``BROKEN_BY``.
"""

from __future__ import annotations

from typing import TypeAlias

from ...pitfalls import Pitfall, pitfalls
from ...registration.registry import import_modules
from .base import Defect, TorchDefect

Example: TypeAlias = Pitfall | Defect | TorchDefect

_modules = import_modules(__name__, __path__, skipped=("base", "torch_optimizers"))


def law_examples() -> dict[str, Example]:
    """Return the optimizer that breaks a law, by the id of the law."""
    known = pitfalls()
    return {
        law: known[example] if isinstance(example, str) else example
        for module in _modules
        for law, example in module.BROKEN_BY.items()
    }


__all__ = ["Defect", "Example", "TorchDefect", "law_examples"]
