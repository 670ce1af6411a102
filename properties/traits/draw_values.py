"""The values that the hyper-parameters of a user's own rule are drawn from."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import optimcore

from ..scenarios.model import HyperValue
from .trial_runs import TrialRuns

# Values of numbers by their range, the simplest first.
DECAY_RATES = (0.5, 0.9, 0.75, 0.0, 0.99, 0.25, 0.6)
SHARES = (0.5, 0.25, 1.0, 0.75, 0.0, 0.9)
NUMBERS = (0.5, 1.0, 2.0, 0.25, 0.0, 5.0, 0.1)
COUNTS = (1, 2, 3, 5, 0)

# The number of tuples that a hyper-parameter of several numbers is drawn from.
MOST_TUPLES = 10


def values_to_draw(
    kind: type[optimcore.Optimizer], runs: TrialRuns, name: str, shapes: Sequence[tuple[int, ...]]
) -> tuple[HyperValue, ...]:
    """Return values of a hyper-parameter that the rule accepts, with which it can be run."""
    default = runs.defaults[name]
    accept = getattr(kind, name).accept
    known = getattr(getattr(kind, name), "known", ())
    values: Sequence[Any]
    if known:
        values = tuple(known)
    elif isinstance(default, tuple):
        values = tuple(itertools.islice(_tuples(default, accept), MOST_TUPLES))
    elif isinstance(default, int):
        values = (default, *COUNTS)
    elif isinstance(default, float):
        values = (*_numbers(lambda v: _accepts(accept, v)), default)
    else:
        values = (default,)
    accepted = [v for v in dict.fromkeys(values) if _accepts(accept, v)]
    return tuple(v for v in accepted if all(runs.works(shape, {name: v}) for shape in shapes))


def is_decay_rate(accepts: Callable[[Any], bool]) -> bool:
    """Return whether a number must be at least 0 and below 1."""
    return accepts(0.5) and not accepts(1.0) and not accepts(-0.5)


def _numbers(accepts: Callable[[Any], bool]) -> Sequence[float]:
    if is_decay_rate(accepts):
        return DECAY_RATES
    return NUMBERS if accepts(2.0) else SHARES


def _tuples(default: tuple[Any, ...], accept: Callable[[Any], Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the default, and tuples in which each number takes its values in turn."""
    yield default
    tables: list[tuple[Any, ...]] = []
    for k, value in enumerate(default):
        if not isinstance(value, float):
            tables.append((value,))
            continue
        table = _numbers(partial(_accepts_part, accept, default, k))
        tables.append((*table[k:], *table[:k]))
    for row in range(MOST_TUPLES):
        yield tuple(table[row % len(table)] for table in tables)


def _accepts_part(
    accept: Callable[[Any], Any], default: tuple[Any, ...], part: int, value: Any
) -> bool:
    return _accepts(accept, (*default[:part], value, *default[part + 1 :]))


def _accepts(accept: Callable[[Any], Any], value: Any) -> bool:
    try:
        accept(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
