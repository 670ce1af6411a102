"""Optimizers from a function: the shortest form of a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .hyperparameters import (
    REQUIRED,
    Hyper,
    count,
    decay_rate,
    decay_rates,
    flag,
    nonnegative,
)
from .optimizer import Optimizer

# The traits that a rule may declare, which are attributes of its class.
TRAITS = ("gradient_powers", "elementwise", "shapeless", "dimensions", "sign_based", "skips_empty")

# Names of hyper-parameters with the range that they have in the literature, by whole name.
NONNEGATIVE = re.compile(
    r"(\w+_)?lr|learning_rate|eps(ilon)?\d*|weight_decay|wd|decay|lambd?a?_?|l2|clip|clipping|threshold"
)
DECAY_RATE = re.compile(r"beta_?\d*|rho\d*|momentum|mu|nu\d*|gamma|decay_rate|beta_\w+")
DECAY_RATES = re.compile(r"betas|rhos")


def rule(
    *,
    moments: Iterable[str] = (),
    shared: Callable[..., Mapping[str, Any]] | None = None,
    shown: Callable[..., Any] | None = None,
    **given: Any,
) -> Callable[[Callable[..., Any]], type[Optimizer]]:
    """Return a decorator that makes an optimizer class from its ``update`` function.

    >>> @rule(lr=0.1, momentum=0.9, moments=("v",))
    ... def heavy_ball(theta, g, s, t, h):
    ...     v = h.momentum * s["v"] + g
    ...     return theta - h.lr * v, {"v": v}
    >>> heavy_ball.hyperparameters()
    ('lr', 'momentum')

    Args:
        moments: the names of the state arrays that start as zeros.
        shared: the function of the values that all parameters share, as ``Optimizer.shared``
            describes it; the update then has an argument ``shared`` after the others.
        shown: the function of the point of evaluation, as ``Optimizer.shown`` describes it.
        given: the hyper-parameters with their defaults, and the traits of ``Optimizer`` that are
            declared. A default is a number, a flag or a tuple if the name is a usual one, such as
            ``lr``, ``betas`` or ``eps``; otherwise a descriptor with a default, such as
            ``nonnegative(5.0)``, says what the range is.

    Raises:
        TypeError: the range of a hyper-parameter is unknown.
        ValueError: a default is outside the range of its name.
    """
    traits = {name: given.pop(name) for name in TRAITS if name in given}
    hyper = {name: describe_hyper(name, value) for name, value in given.items()}

    def make(update: Callable[..., Any]) -> type[Optimizer]:
        members: dict[str, Any] = {
            **hyper,
            **traits,
            "moments": tuple(moments),
            "update": staticmethod(update),
            "shared": staticmethod(shared) if shared else None,
            "shown": staticmethod(shown) if shown else None,
            "__doc__": update.__doc__,
            "__module__": update.__module__,
            "__qualname__": update.__qualname__,
        }
        return type(update.__name__, (Optimizer,), members)

    return make


def describe_hyper(name: str, default: Any) -> Hyper[Any]:
    """Return the descriptor of a hyper-parameter, whose range follows from its name and default.

    Raises:
        TypeError: the range is unknown.
        ValueError: the default is outside the range.
    """
    if isinstance(default, Hyper):
        if default.default is REQUIRED:
            raise TypeError(
                f"The hyper-parameter {name!r} has a range, but no default, so that no optimizer "
                f"can be built without it. Write {name}=....with_default(VALUE)."
            )
        return default
    known = _usual_range(name, default)
    if known is None:
        raise TypeError(
            f"The range of the hyper-parameter {name!r} does not follow from its name, so it is "
            f"unknown which values to try. Write {name}={_suggested(default)}, or use another "
            "descriptor of optimcore.hyperparameters."
        )
    return known.with_default(default)


def _suggested(default: Any) -> str:
    """Return a descriptor that accepts a default."""
    if isinstance(default, tuple):
        return f"optimcore.decay_rates({len(default)}).with_default({default!r})"
    if not isinstance(default, int | float):
        return f"optimcore.choice({default!r}, ...).with_default({default!r})"
    return f"optimcore.{'nonnegative' if default >= 0 else 'finite'}({default!r})"


def _usual_range(name: str, default: Any) -> Hyper[Any] | None:
    if isinstance(default, bool):
        return flag()
    if isinstance(default, int) and not NONNEGATIVE.fullmatch(name):
        return None if DECAY_RATE.fullmatch(name) else count()
    if isinstance(default, tuple):
        return decay_rates(len(default)) if DECAY_RATES.fullmatch(name) else None
    if isinstance(default, int | float) and NONNEGATIVE.fullmatch(name):
        return nonnegative()
    if isinstance(default, float) and DECAY_RATE.fullmatch(name):
        return decay_rate()
    return None
