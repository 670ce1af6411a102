"""Arithmetic styles: the same mathematics in different orders of operations.

The rules in this package are written with these operations. A style implements all of them, so that
each combination of a rule and a style is another correct optimizer.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

# Arrays, numbers and state of any kind.
Numbers = Any
State = dict[str, Any]


class PlainStyle:
    """The order of operations in textbooks."""

    # Whether hyper-parameters are rounded to the precision of the parameter first.
    casts: ClassVar[bool] = False
    # Whether state and arithmetic have a wider format than the parameter.
    wider: ClassVar[bool] = False
    # Whether all parameters with the same step count are updated as one array.
    flat: ClassVar[bool] = False

    def average(self, old: Numbers, new: Numbers, beta: Numbers) -> Numbers:
        """beta old + (1 - beta) new."""
        return beta * old + (1 - beta) * new

    def power(self, s: State, name: str, beta: Numbers, t: Numbers) -> Numbers:
        """beta^t; some styles keep it in ``s[name]`` from step to step."""
        return beta**t

    def correction(self, s: State, name: str, beta: Numbers, t: Numbers) -> Numbers:
        """1 - beta^t."""
        return 1 - self.power(s, name, beta, t)

    def add_decay(self, g: Numbers, decay: Numbers, theta: Numbers) -> Numbers:
        """g + decay theta."""
        return g + decay * theta

    def apply_decay(self, theta: Numbers, rate: Numbers, decay: Numbers) -> Numbers:
        """(1 - rate decay) theta."""
        return theta * (1 - rate * decay)

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        """theta - rate up / down."""
        return theta - rate * up / down

    def apply_step(self, theta: Numbers, rate: Numbers, way: Numbers) -> Numbers:
        """theta - rate way."""
        return theta - rate * way

    def ratio(self, up: Numbers, down: Numbers) -> Numbers:
        """up / down."""
        return up / down

    def root(self, x: Numbers) -> Numbers:
        """The square roots of an array."""
        return np.sqrt(x)

    def square(self, x: Numbers) -> Numbers:
        """The squares of an array."""
        return x * x

    def norm(self, x: Numbers) -> Numbers:
        """The Euclidean norm of all elements."""
        return float(np.linalg.norm(x))

    def mean(self, x: Numbers, axis: int) -> Numbers:
        """Means along an axis, which is kept; 0 for an empty axis."""
        return x.sum(axis=axis, keepdims=True) / max(1, x.shape[axis])

    def sign(self, x: Numbers) -> Numbers:
        """-1, 0 or 1."""
        return np.sign(x)

    def larger(self, x: Numbers, y: Numbers) -> Numbers:
        """The larger of each pair."""
        return np.maximum(x, y)

    def smaller(self, x: Numbers, y: Numbers) -> Numbers:
        """The smaller of each pair."""
        return np.minimum(x, y)

    def accumulate(self, x: Numbers, factor: Numbers) -> Numbers:
        """x times a factor."""
        return x * factor


class Differences(PlainStyle):
    """Averages, decay and growth as sums of the old value and a difference; the rate comes last."""

    def average(self, old: Numbers, new: Numbers, beta: Numbers) -> Numbers:
        return old + (1 - beta) * (new - old)

    def apply_decay(self, theta: Numbers, rate: Numbers, decay: Numbers) -> Numbers:
        return theta - rate * decay * theta

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        return theta - up / down * rate

    def root(self, x: Numbers) -> Numbers:
        return np.power(x, 0.5)

    def norm(self, x: Numbers) -> Numbers:
        flat = np.ravel(x)
        return float(np.sqrt(np.dot(flat, flat)))

    def sign(self, x: Numbers) -> Numbers:
        return np.where(x > 0, 1, np.where(x < 0, -1, 0 * x)).astype(x.dtype)

    def larger(self, x: Numbers, y: Numbers) -> Numbers:
        return np.where(x > y, x, y)

    def smaller(self, x: Numbers, y: Numbers) -> Numbers:
        return np.where(x < y, x, y)

    def accumulate(self, x: Numbers, factor: Numbers) -> Numbers:
        return x + x * (factor - 1)


class TwoSided(PlainStyle):
    """Averages as in torch's lerp, from the nearer end; steps as in addcdiv."""

    def average(self, old: Numbers, new: Numbers, beta: Numbers) -> Numbers:
        weight, apart = 1 - beta, new - old
        near = old + weight * apart
        return near if weight < 0.5 else new - apart * (1 - weight)

    def add_decay(self, g: Numbers, decay: Numbers, theta: Numbers) -> Numbers:
        return theta * decay + g

    def apply_decay(self, theta: Numbers, rate: Numbers, decay: Numbers) -> Numbers:
        return theta - rate * (decay * theta)

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        return theta + -rate * (up / down)

    def norm(self, x: Numbers) -> Numbers:
        """Scaled by the largest element, so that no square can overflow."""
        most = float(np.max(np.abs(x), initial=0.0))
        return most * float(np.sqrt(np.sum((x / most) ** 2))) if most else 0.0

    def mean(self, x: Numbers, axis: int) -> Numbers:
        return (x / max(1, x.shape[axis])).sum(axis=axis, keepdims=True)


class Fused(PlainStyle):
    """Fused multiply-add: a product and its sum are rounded once."""

    def average(self, old: Numbers, new: Numbers, beta: Numbers) -> Numbers:
        return fused(1 - beta, new, beta * old)

    def add_decay(self, g: Numbers, decay: Numbers, theta: Numbers) -> Numbers:
        return fused(decay, theta, g)

    def apply_decay(self, theta: Numbers, rate: Numbers, decay: Numbers) -> Numbers:
        return fused(-(rate * decay), theta, theta)

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        return fused(-rate, up / down, theta)

    def apply_step(self, theta: Numbers, rate: Numbers, way: Numbers) -> Numbers:
        return fused(-rate, way, theta)

    def norm(self, x: Numbers) -> Numbers:
        return math.sqrt(math.fsum(float(v) ** 2 for v in np.ravel(x)))

    def accumulate(self, x: Numbers, factor: Numbers) -> Numbers:
        return fused(x, factor - 1, x)


class OtherFused(Fused):
    """Fused multiply-add with the other product of a sum."""

    def average(self, old: Numbers, new: Numbers, beta: Numbers) -> Numbers:
        return fused(beta, old, (1 - beta) * new)

    def apply_decay(self, theta: Numbers, rate: Numbers, decay: Numbers) -> Numbers:
        return theta * fused(-rate, decay, np.ones((), theta.dtype))

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        return fused(rate / down, -up, theta)


class Reciprocal(PlainStyle):
    """Multiplication by the reciprocal of the denominator."""

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        return theta - rate * (up * (1 / down))

    def ratio(self, up: Numbers, down: Numbers) -> Numbers:
        return up * (1 / down)

    def norm(self, x: Numbers) -> Numbers:
        """Compute the norm by pairwise summation."""
        parts = np.ravel(x) ** 2
        while parts.size > 1:
            even = parts[: parts.size // 2 * 2]
            parts = np.concatenate([even[::2] + even[1::2], parts[even.size :]])
        return float(np.sqrt(parts.sum()))

    def mean(self, x: Numbers, axis: int) -> Numbers:
        return x.sum(axis=axis, keepdims=True) * (1 / max(1, x.shape[axis]))

    def accumulate(self, x: Numbers, factor: Numbers) -> Numbers:
        return x / (1 / factor)


class RateFirst(PlainStyle):
    """The rate divided by the denominator first; 1 - beta multiplied out."""

    def average(self, old: Numbers, new: Numbers, beta: Numbers) -> Numbers:
        return beta * old + (new - beta * new)

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        return theta - up * (rate / down)

    def apply_step(self, theta: Numbers, rate: Numbers, way: Numbers) -> Numbers:
        return theta + way * -rate

    def norm(self, x: Numbers) -> Numbers:
        """Compute the norm by summation from the last element."""
        squares = np.ravel(x)[::-1] ** 2
        return float(np.sqrt(np.cumsum(squares)[-1])) if squares.size else 0.0


class Incremental(PlainStyle):
    """Powers by multiplication from step to step; weights applied before squaring."""

    def average(self, old: Numbers, new: Numbers, beta: Numbers) -> Numbers:
        return old - (1 - beta) * old + (1 - beta) * new

    def power(self, s: State, name: str, beta: Numbers, t: Numbers) -> Numbers:
        s[name] = s.get(name, 1.0) * beta
        return s[name]

    def apply_decay(self, theta: Numbers, rate: Numbers, decay: Numbers) -> Numbers:
        return theta - theta * (rate * decay)


class Logarithms(PlainStyle):
    """Powers as exp(t log beta), and one minus them as expm1 of that."""

    def power(self, s: State, name: str, beta: Numbers, t: Numbers) -> Numbers:
        return math.exp(t * math.log(beta)) if beta else 0.0

    def correction(self, s: State, name: str, beta: Numbers, t: Numbers) -> Numbers:
        return -math.expm1(t * math.log(beta)) if beta else 1.0

    def apply_ratio(self, theta: Numbers, rate: Numbers, up: Numbers, down: Numbers) -> Numbers:
        return theta - up * rate / down


class Cast(PlainStyle):
    """Every scalar in the precision of the parameter."""

    casts = True

    def norm(self, x: Numbers) -> Numbers:
        return np.asarray(np.linalg.norm(x), x.dtype)[()]


class CastDifferences(Differences):
    """Scalars in the precision of the parameter, averages by difference, incremental powers."""

    casts = True

    def power(self, s: State, name: str, beta: Numbers, t: Numbers) -> Numbers:
        s[name] = s.get(name, beta / beta if beta else beta + 1) * beta
        return s[name]


class Wide(PlainStyle):
    """State and arithmetic in a wider format, rounded once when the parameter is written."""

    wider = True


class Flat(PlainStyle):
    """One array for all parameters with the same step count, scalars in its precision."""

    casts = True
    flat = True


def fused(a: Numbers, b: Numbers, c: Numbers) -> Numbers:
    """Return a b + c with one rounding, in the narrowest format among the arrays."""
    kinds = [x.dtype for x in (a, b, c) if isinstance(x, np.ndarray | np.generic)]
    kind = min(kinds, key=lambda kind: kind.itemsize)
    x, y, z = (np.asarray(v, kind).astype(np.longdouble) for v in (a, b, c))
    return np.asarray(x * y + z).astype(kind)


STYLES: tuple[type[PlainStyle], ...] = (
    PlainStyle, Differences, TwoSided, Fused, OtherFused, Reciprocal, RateFirst, Incremental,
    Logarithms, Cast, CastDifferences, Wide, Flat,
)  # fmt: skip
