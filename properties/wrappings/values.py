"""Values of wrappings, as they are written in a declaration."""

from __future__ import annotations

import math


class InvalidValue(ValueError):
    """Raised where a kind of wrapping has no such value; the message says what to write."""


def parse_positive(text: str, example: str) -> float:
    """Return a finite number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise InvalidValue(f"{text!r} is not a number above 0. Write, for example, {example}.")
    return number


def parse_bound(text: str, example: str) -> tuple[float, float]:
    """Return a bound, and what is added to the norm that it is divided by: 0 if not given."""
    bound, comma, small = text.partition(",")
    return parse_positive(bound, example), parse_positive(small, example) if comma else 0.0


def parse_count(text: str, example: str) -> int:
    """Return a number of steps above 1."""
    if not (text.isdecimal() and int(text) > 1):
        raise InvalidValue(
            f"{text!r} is not a number of steps above 1. Write, for example, {example}."
        )
    return int(text)


def parse_nothing(text: str, example: str) -> None:
    """Accept no value."""
    if text:
        raise InvalidValue(f"It takes no value, but {text!r} is given. Write {example}.")
