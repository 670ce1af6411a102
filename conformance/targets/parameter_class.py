"""What the user says about the class of the parameters: ``--parameter module:Class``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..errors import WrongUse
from .resolve import Target, resolve


def with_parameter_class(target: Target, text: str) -> Target:
    """Return the target with the class of its parameters, which is imported.

    A file that is also the target's is not run again, so that the optimizer knows the class.

    Raises:
        WrongUse: There is no such file, module or class.
        CannotRun: Importing the module raised an exception.
    """
    file = _file_of(text)
    imported = target.module if file and file == _file_of(target.text) else None
    kind: object = resolve(text, imported).thing
    if not isinstance(kind, type):
        raise WrongUse(
            f"parameter {text!r} is not a class, so no parameters can be built with it. Give the "
            "class of the parameters, as module:Class."
        )
    return replace(target, parameter=kind)


def _file_of(text: str) -> Path | None:
    place, _, _ = text.rpartition(":")
    return Path(place).resolve() if place.endswith(".py") else None
