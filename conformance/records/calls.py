"""How an optimizer is called, as far as a script that reproduces a failure needs it."""

from __future__ import annotations

from .base import Record


class Calls(Record, frozen=True, kw_only=True):
    """How an optimizer is called, so that a script can be written without importing it.

    ``arrays`` is the library of the arrays that it is given, and ``method`` the method that takes a
    step; both are empty if they follow from the adapter. ``gradients_first`` is the order of the
    arguments of ``method``. ``config_argument`` is the constructor's argument that is a dataclass.
    """

    arrays: str = ""
    method: str = ""
    gradients_first: bool = False
    config_argument: str = ""
