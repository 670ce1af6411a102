"""What the user says about the class of the parameters: ``--parameter module:Class``."""

from __future__ import annotations

from ..errors import WrongUse
from .resolve import resolve


def resolve_parameter_class(text: str) -> type:
    """Import the class.

    Raises:
        WrongUse: There is no such file, module or class.
        CannotRun: Importing the module raised an exception.
    """
    kind: object = resolve(text).thing
    if not isinstance(kind, type):
        raise WrongUse(
            f"parameter {text!r} is not a class, so no parameters can be built with it. Give the "
            "class of the parameters, as module:Class."
        )
    return kind
