"""Catalogue of wrappings: what people wrap optimizers in on purpose, for every rule alike.

Each module defines a kind of wrapping in ``KIND``. It is declared like a dialect, with its value
after an equals sign: ``clip-global-norm=1``.
"""

from __future__ import annotations

from ..registration.registry import Registry, import_modules
from ..rules.wrapping import Wrapping
from .base import WrappingKind
from .values import InvalidValue

registry: Registry[WrappingKind] = Registry()

for _module in import_modules(
    __name__, __path__, skipped=("base", "clipping", "decay_groups", "values")
):
    registry.add(_module.KIND.id, _module.KIND)


def wrapping_kinds() -> dict[str, WrappingKind]:
    """Return all kinds of wrappings by id."""
    return registry.items()


def parse_wrapping(text: str) -> Wrapping:
    """Return the wrapping with a text such as ``clip-global-norm=1``.

    Raises:
        KeyError: there is no such kind of wrapping.
        InvalidValue: the kind has no such value.
    """
    kind, _, value = text.partition("=")
    return wrapping_kinds()[kind].parse(value)


__all__ = ["InvalidValue", "Wrapping", "WrappingKind", "parse_wrapping", "wrapping_kinds"]
