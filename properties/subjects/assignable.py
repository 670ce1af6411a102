"""Whether an attribute of an optimizer can be changed."""

from __future__ import annotations

from typing import Any


def can_assign(optimizer: Any, name: str) -> bool:
    """Return whether an optimizer has an attribute that can be set.

    A property without a setter, and a field of a frozen dataclass or a named tuple, can be read
    only: its value is an argument of the constructor. The value that it has is assigned again.
    """
    try:
        setattr(optimizer, name, getattr(optimizer, name))
    except Exception:
        return False
    return True
