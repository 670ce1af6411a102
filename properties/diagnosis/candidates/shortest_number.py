"""Numbers with as few digits as the cases allow."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

# More significant digits belong to a number that was solved for, and not chosen by a person.
FEW_DIGITS = 9


def find_shortest_number(x: float, holds: Callable[[float], bool]) -> float:
    """Return the shortest number near ``x`` for which ``holds`` is true; ``x`` if there is none."""
    return next((short for short in _shorter_numbers(x) if holds(short)), x)


def _shorter_numbers(x: float) -> Iterator[float]:
    power = _power_of_two(x)
    if power is not None:
        yield power
    for digits in range(1, 10):
        yield float(f"{x:.{digits}g}")
    for digits in range(1, 7):
        yield 1 - float(f"{1 - x:.{digits}g}")


def _power_of_two(x: float) -> float | None:
    if x <= 0 or not math.isfinite(x):
        return None
    power = float(2.0 ** round(math.log2(x)))
    return power if abs(power / x - 1) < 1e-4 else None


def describe_factor(factor: float) -> str:
    """Return a factor in words, such as ``divided by 1024`` or ``multiplied by 2``."""
    brief = f"{factor:.9g}"
    if brief == "1":
        return f"multiplied by {factor!r}"
    if 0 < factor < 1 and abs(round(1 / factor) * factor - 1) < 1e-9:
        return f"divided by {round(1 / factor)}"
    return f"multiplied by {brief}"


def has_few_digits(text: str, most: int = FEW_DIGITS) -> bool:
    """Return whether the numbers in a text are ones that a person may have chosen."""
    numbers = re.findall(r"\d[\d.]*", text)
    return all(len(n.replace(".", "").strip("0")) <= most for n in numbers)
