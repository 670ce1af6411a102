"""Hyper-parameters as descriptors: one declaration gives the name, the range and the error.

Each descriptor checks every value it is given, at construction and later, before it is stored, so
that an optimizer never holds a value outside its range.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

import numpy as np

T = TypeVar("T")


class Hyper(Generic[T]):
    """One hyper-parameter of an optimizer: a value that is checked whenever it is set.

    Args:
        accept: turns what was given into the value kept, or raises ``TypeError``/``ValueError``.
        requirement: the range in words, for the error message.

    Raises:
        ValueError: on setting a value outside the range; it names value, place and remedy.
    """

    def __init__(self, accept: Callable[[Any], T], requirement: str) -> None:
        self.accept = accept
        self.requirement = requirement

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
                f"{type(instance).__name__} got {self.name}={value!r}; every later step would be "
                f"meaningless, so nothing was changed. Give {self.name} {self.requirement}."
            ) from None


def _number(value: Any, inside: Callable[[float], bool]) -> float:
    if isinstance(value, bool | np.bool_ | str):
        raise TypeError(value)
    number = float(value)
    if not (math.isfinite(number) and inside(number)):
        raise ValueError(value)
    return number


def nonnegative() -> Hyper[float]:
    """A finite number h with h >= 0."""
    return Hyper(lambda value: _number(value, lambda h: h >= 0), "a finite number of at least 0")


def finite() -> Hyper[float]:
    """Any finite number."""
    return Hyper(lambda value: _number(value, lambda h: True), "a finite number")


def decay_rates() -> Hyper[tuple[float, float]]:
    """A pair (beta1, beta2) with 0 <= beta < 1 each."""

    def accept(value: Any) -> tuple[float, float]:
        beta1, beta2 = (_number(beta, lambda b: 0 <= b < 1) for beta in value)
        return beta1, beta2

    return Hyper(accept, "two numbers (beta1, beta2), each at least 0 and below 1")


def flag() -> Hyper[bool]:
    """True or False."""

    def accept(value: Any) -> bool:
        if not isinstance(value, bool):
            raise TypeError(value)
        return value

    return Hyper(accept, "True or False")
