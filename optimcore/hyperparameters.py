"""Hyper-parameters as descriptors, which define their range and error message.

A descriptor checks every value before it is stored, at construction and later, so that an optimizer
never has a value outside its range.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, overload

import numpy as np

T = TypeVar("T")


class _Required:
    """The default of a hyper-parameter that has none."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()


class Hyper(Generic[T]):
    """A hyper-parameter of an optimizer; every value is checked when it is set.

    Args:
        accept: converts a given value to the stored one, or raises ``TypeError``/``ValueError``.
        requirement: description of the range for the error message.

    Attributes:
        default: the value of an optimizer that is built without one; ``REQUIRED`` if there is none.
        known: all accepted values; empty if there is no list of them.

    Raises:
        ValueError: a value outside the range was set.
    """

    def __init__(self, accept: Callable[[Any], T], requirement: str) -> None:
        self.accept = accept
        self.requirement = requirement
        self.default: Any = REQUIRED
        self.known: tuple[Any, ...] = ()

    def with_default(self, value: object) -> Hyper[T]:
        """Return the hyper-parameter with a default.

        >>> beta = decay_rate().with_default(0.9)
        >>> beta.default
        0.9

        Raises:
            ValueError: the default is outside the range.
        """
        try:
            default = self.accept(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(
                f"The default {value!r} of a hyper-parameter is outside its range, so that no "
                f"optimizer could be built with it. Give {self.requirement}."
            ) from None
        found = copy.copy(self)
        found.default = default
        return found

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Hyper[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Hyper[T] | T:
        if instance is None:
            return self
        value: T = instance.__dict__[self.name]
        return value

    def __set__(self, instance: object, value: object) -> None:
        try:
            instance.__dict__[self.name] = self.accept(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(
                f"{type(instance).__name__} got {self.name}={value!r}; later steps would be "
                f"invalid, so nothing was changed. Give {self.name} {self.requirement}."
            ) from None


def _number(value: Any, inside: Callable[[float], bool]) -> float:
    if isinstance(value, bool | np.bool_ | str):
        raise TypeError(value)
    number = float(value)
    if not (math.isfinite(number) and inside(number)):
        raise ValueError(value)
    return number


def nonnegative(default: Any = REQUIRED) -> Hyper[float]:
    """A finite number h with h >= 0."""
    return number("a finite number of at least 0", lambda h: h >= 0, default)


def positive(default: Any = REQUIRED) -> Hyper[float]:
    """A finite number h with h > 0."""
    return number("a finite number above 0", lambda h: h > 0, default)


def finite(default: Any = REQUIRED) -> Hyper[float]:
    """Any finite number."""
    return number("a finite number", lambda h: True, default)


def number(
    requirement: str, inside: Callable[[float], bool], default: Any = REQUIRED
) -> Hyper[float]:
    """A finite number that fulfils a condition; ``requirement`` describes it."""
    return _with_default(Hyper(lambda value: _number(value, inside), requirement), default)


def _with_default(hyper: Hyper[T], default: Any) -> Hyper[T]:
    return hyper if default is REQUIRED else hyper.with_default(default)


def decay_rate(default: Any = REQUIRED) -> Hyper[float]:
    """One beta with 0 <= beta < 1."""
    return number("at least 0 and below 1", lambda h: 0 <= h < 1, default)


def decay_rates(count: int = 2) -> Hyper[tuple[float, ...]]:
    """``count`` betas with 0 <= beta < 1 each."""
    names = ", ".join(f"beta{k + 1}" for k in range(count))
    return _numbers(
        [lambda h: 0 <= h < 1] * count, f"{count} numbers ({names}), each at least 0 and below 1"
    )


def numbers(requirement: str, *inside: Callable[[float], bool]) -> Hyper[tuple[float, ...]]:
    """One finite number per condition."""
    return _numbers(inside, requirement)


def _numbers(
    inside: Sequence[Callable[[float], bool]], requirement: str
) -> Hyper[tuple[float, ...]]:
    def accept(value: Any) -> tuple[float, ...]:
        return tuple(_number(v, holds) for v, holds in zip(value, inside, strict=True))

    return Hyper(accept, requirement)


def count(default: Any = REQUIRED) -> Hyper[int]:
    """A whole number of at least 0."""

    def accept(value: Any) -> int:
        number = _number(value, lambda h: h >= 0 and h == int(h))
        return int(number)

    return _with_default(Hyper(accept, "a whole number of at least 0"), default)


def choice(*known: str | None) -> Hyper[str | None]:
    """One of the given names."""

    def accept(value: Any) -> str | None:
        if value not in known:
            raise ValueError(value)
        return None if value is None else str(value)

    found = Hyper(accept, f"one of {', '.join(map(repr, known))}")
    found.known = known
    return found


def flag() -> Hyper[bool]:
    """True or False."""

    def accept(value: Any) -> bool:
        if not isinstance(value, bool):
            raise TypeError(value)
        return value

    return Hyper(accept, "True or False")
