"""How an optimizer is called, as far as a script that reproduces a failure needs it."""

from __future__ import annotations

from .base import Record


class Calls(Record, frozen=True, kw_only=True):
    """How an optimizer is called, so that a script can be written without importing it.

    ``arrays`` is the library of the arrays that it is given, and ``method`` the method that takes a
    step; both are empty if they follow from the adapter. ``gradients_first`` is the order of the
    arguments of ``method``, and ``keywords`` are their names if they are passed by name.
    ``config_argument`` is the constructor's argument that is a dataclass.
    If ``requires_closure``, ``step`` has a required argument, which is a closure.

    ``parameter_class`` is the class of the parameters, as ``module:Class``, without a module if it
    is in that of the optimizer; ``parameter_arguments`` are those of ``dtype`` and
    ``requires_grad`` that its constructor takes. If ``wraps_gradients``, gradients are objects of
    the class too.
    """

    arrays: str = ""
    method: str = ""
    gradients_first: bool = False
    keywords: list[str] = []
    config_argument: str = ""
    requires_closure: bool = False
    parameter_class: str = ""
    parameter_arguments: list[str] = []
    wraps_gradients: bool = False
