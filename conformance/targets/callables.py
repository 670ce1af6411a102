"""Whether an object can be checked: a class, a function, or a pair of functions."""

from __future__ import annotations

import inspect
from typing import Any

from ..errors import WrongUse

# Methods by which a class is recognized as an optimizer.
STEPS = ("step", "update", "apply_gradients", "apply_updates", "minimize")


def require_class_or_function(thing: Any, text: str) -> None:
    """Require a class that can be built, or a function.

    Raises:
        WrongUse: It is an abstract class, an instance of an optimizer, or something else.
    """
    kind = type(thing).__name__
    if inspect.isabstract(thing):
        abstract = ", ".join(sorted(thing.__abstractmethods__))
        raise WrongUse(
            f"TARGET {text!r} is an abstract class, so it cannot be built: it does not implement "
            f"{abstract}. Name a class that derives from it."
        )
    if inspect.isclass(thing) or inspect.isroutine(thing) or hasattr(thing, "init"):
        return
    if any(callable(getattr(thing, name, None)) for name in STEPS):
        raise WrongUse(
            f"TARGET {text!r} is an instance of {kind}, but it is built anew for each scenario. "
            f"Name the class {kind}, or a function that returns an instance for given parameters."
        )
    if not callable(thing):
        raise WrongUse(
            f"TARGET {text!r} is an object of type {kind}, which is not a class or function, so "
            "there is nothing to check. Name an optimizer class, or a function that returns an "
            "optimizer."
        )
