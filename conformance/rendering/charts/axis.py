"""The axes of charts: where a value lies between the ends, and which values are labelled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

# Up to so many values of an axis are labelled.
LABELS = 6

Tick = tuple[float, str]


@dataclass(frozen=True)
class Axis:
    """An axis.

    Attributes:
        title: What the axis shows.
        low: The value at its start.
        high: The value at its end.
        ticks: The labelled values, with their labels.
        logarithmic: Whether equal factors have equal lengths.
    """

    title: str
    low: float
    high: float
    ticks: Sequence[Tick]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return where a value lies: 0 at the start of the axis, 1 at its end."""
        low, high, value = (self._scale(v) for v in (self.low, self.high, value))
        return 0.5 if high == low else (value - low) / (high - low)

    def _scale(self, value: float) -> float:
        return math.log10(value) if self.logarithmic else value


def integer_axis(title: str, last: int, first: int = 0) -> Axis:
    """Return an axis of the integers from ``first`` to ``last``."""
    step = next(s for s in _round_steps() if (last - first) / s < LABELS)
    ticks = [(float(k), str(k)) for k in range(first, last + 1) if (k % step == 0 or last == first)]
    return Axis(title, first, last, ticks)


def _round_steps() -> Sequence[int]:
    return [m * 10**k for k in range(9) for m in (1, 2, 5)]


def linear_axis(title: str, values: Sequence[float]) -> Axis:
    """Return an axis from a round value below all values to one above them, through zero."""
    low, high = min(0.0, *values), max(0.0, *values)
    decade = 10.0 ** math.floor(math.log10((high - low) or 1.0))
    step = next(m * decade for m in (0.1, 0.2, 0.5, 1, 2) if (high - low) / (m * decade) <= LABELS)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = [(k * step, f"{k * step:.6g}") for k in range(first, last + 1)]
    return Axis(title, first * step, last * step, ticks)


def logarithmic_axis(title: str, values: Sequence[float], floor: float = 0.0) -> Axis:
    """Return a logarithmic axis on which all values lie.

    Args:
        title: What the axis shows.
        values: Positive values, at least one.
        floor: The value at which all smaller ones are drawn; 0 if there is none.
    """
    low, high = min(values), max(values)
    if high / low <= 50:
        margin = 1.2 if high / low > 4 else 2.3  # at least two values are labelled
        low, high = low / margin, high * margin
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        marks = [m * 10.0**k for k in decades for m in (1, 2, 5)]
    else:
        bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
        low, high = _power_of_ten(bottom), _power_of_ten(top)
        step = max(1, math.ceil((top - bottom) / LABELS))
        marks = [_power_of_ten(k) for k in range(bottom, top + 1, step)]
    ticks = [(v, format_tick(v)) for v in marks if low <= v <= high]
    if floor and low <= floor:
        ticks = [(v, f"≤ {label}" if v <= floor else label) for v, label in ticks]
    return Axis(title, low, high, ticks, logarithmic=True)


def _power_of_ten(exponent: int) -> float:
    """Return a power of ten, or the largest or smallest number of float64 beyond its range."""
    return min(max(float(f"1e{exponent}"), 5e-324), 1.79e308)


def format_tick(value: float) -> str:
    """Format a labelled value: short decimals, or a power of ten such as ``10⁻¹⁶``."""
    if 1e-3 <= value < 1e4:
        return f"{value:g}"
    digits, exponent = f"{value:.0e}".split("e")
    power = f"10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    return power if digits == "1" else f"{digits}·{power}"
