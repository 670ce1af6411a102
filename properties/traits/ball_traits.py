"""Traits that are found by running a rule on wide balls, which stand for all numbers in them."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from flint import arb

import optimcore

from ..enclosures.arb_functions import working_precision
from ..enclosures.ball_arrays import FORMATS, Balls
from ..enclosures.branching import Undecided, enumerate_branches
from ..scenarios.model import HyperValue

# The gradients that the wide balls contain.
WIDE = arb(0, 1000)

FORM = FORMATS["float64"]


def depends_on_others(
    kind: type[optimcore.Optimizer], hyper: Mapping[str, HyperValue]
) -> bool | None:
    """Return whether a step of an element may depend on the gradient of another one.

    None where the rule cannot be run on balls, or takes more than one path through its control flow
    whatever the gradient is. An undecided comparison of the wide ball in control flow is such a
    dependence.
    """
    narrow: list[Any] | None = None
    try:
        with working_precision():
            narrow = _run(kind, hyper, arb(0.5))
            wide = _run(kind, hyper, WIDE)
    except Undecided:
        return None if narrow is None else True
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None
    return any(not _is_equal(a, b) for a, b in zip(narrow, wide, strict=True))


def _run(kind: type[optimcore.Optimizer], hyper: Mapping[str, HyperValue], first: arb) -> list[Any]:
    """Return the elements after two steps, without the first, at each point of the rule."""
    theta = Balls(np.array([arb(1), arb(-2), arb(0.5)], dtype=object), FORM)
    state: Any = {name: Balls.exact(np.zeros(3), FORM) for name in kind.moments}
    h = SimpleNamespace(**{name: _ball(value) for name, value in hyper.items()})
    for t in (1, 2):
        g = Balls(np.array([first, arb(1.5), arb(-0.25)], dtype=object), FORM)
        count = Balls.exact(np.asarray(float(t)), FORM)

        def step(theta: Any = theta, g: Any = g, state: Any = state, count: Any = count) -> Any:
            return kind.update(theta, g, state, count, h)

        ways = enumerate_branches(step)
        if len(ways) > 1:
            raise Undecided
        theta, kept = ways[0]
        state = {**state, **kept}
    found = [theta] if kind.shown is None else [theta, kind.shown(theta, state, count, h)]
    return [element for point in found for element in np.ravel(point.arbs)[1:]]


def _ball(value: HyperValue) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_ball, value))
    return Balls.rounded(value, FORM) if isinstance(value, float) else value


def _is_equal(one: arb, other: arb) -> bool:
    return bool(one.mid() == other.mid() and one.rad() == other.rad())
