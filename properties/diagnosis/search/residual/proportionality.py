"""The quantity to which deviations are proportional, with the same factor in all cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import numpy as np

from ....rules.registry import rules
from ....scenarios.encoding import decode_group, decode_hyper
from ....scenarios.model import Floats, HyperValue, SetHyper, Step
from ...candidates.cases import Deviation

Quantity: TypeAlias = Callable[[Deviation], Floats | None]

# Factors that agree to this relative tolerance are treated as equal.
SAME = 1e-3

# The fraction of cases that must have the factor; rounding may hide it in the others.
MOST = 0.6


def describe_proportionality(off: Sequence[Deviation]) -> Iterator[str]:
    """Yield a sentence about the first quantity to which the deviations are proportional."""
    for words, quantity in QUANTITIES.items():
        factors = [_common_factor(d, quantity) for d in off if _after_one_step(d)]
        known = [f for f in factors if f is not None]
        common = float(np.median(known)) if known else 0.0
        like = sum(_are_equal([f, common]) for f in known)
        if common and like >= max(2, MOST * len(factors)):
            where = f"in {like} of {len(factors)} cases in which it follows a single step"
            yield f"The first deviation is {common:.6g} times {words} ({where})."
            return


def _after_one_step(deviation: Deviation) -> bool:
    event = deviation.scenario.events[deviation.event]
    return isinstance(event, Step) and event.times == 1


def _are_equal(factors: Sequence[float]) -> bool:
    low, high = min(factors), max(factors)
    return bool(np.isfinite(low) and high - low <= SAME * max(abs(low), abs(high)))


def _common_factor(deviation: Deviation, quantity: Quantity) -> float | None:
    """Return the factor between a deviation and a quantity, if all elements have the same."""
    base = quantity(deviation)
    if base is None:
        return None
    distance = deviation.got - deviation.expected
    sure = np.abs(distance) * SAME > deviation.radius
    with np.errstate(all="ignore"):
        ratios = (distance / base)[sure & (base != 0)]
    return float(np.median(ratios)) if ratios.size and _are_equal([*ratios]) else None


def _parameter_before(deviation: Deviation) -> Floats:
    """Return the parameter before the event according to the rule."""
    k, i = deviation.event, deviation.parameter
    start = deviation.scenario.arrays()[i].astype(np.float64)
    return deviation.enclosure.mid[k - 1][i] if k else start


def _rule_update(deviation: Deviation) -> Floats | None:
    return np.asarray(deviation.expected - _parameter_before(deviation))


def _gradient(back: int) -> Quantity:
    def quantity(deviation: Deviation) -> Floats | None:
        events = deviation.scenario.events[: deviation.event + 1]
        steps = [e for e in events if isinstance(e, Step)]
        if len(steps) <= back:
            return None
        gradient = steps[-1 - back].gradients[deviation.parameter]
        return None if gradient is None else gradient.numpy("float64")

    return quantity


def _times_hyper(name: str, quantity: Quantity) -> Quantity:
    """Return the quantity multiplied by a hyper-parameter."""

    def scaled(deviation: Deviation) -> Floats | None:
        value = _hyper_at(deviation, name)
        base = quantity(deviation)
        return None if base is None or not isinstance(value, float) else base * value

    return scaled


def _negated_if_maximize(quantity: Quantity) -> Quantity:
    """Return the quantity, negated where maximize is set."""

    def signed(deviation: Deviation) -> Floats | None:
        base = quantity(deviation)
        return -base if base is not None and _hyper_at(deviation, "maximize") is True else base

    return signed


def _hyper_at(deviation: Deviation, name: str) -> HyperValue:
    """Return the value of a hyper-parameter at the time of the deviation."""
    scenario = deviation.scenario
    value = (dict(rules()[scenario.rule].defaults) | decode_group(scenario.groups[0])).get(name)
    for event in scenario.events[: deviation.event]:
        if isinstance(event, SetHyper) and event.name == name:
            value = decode_hyper(event.value)
    return value


QUANTITIES: dict[str, Quantity] = {
    "the step of the rule": _rule_update,
    "the parameter": _parameter_before,
    "lr times the parameter": _times_hyper("lr", _parameter_before),
    "lr times weight_decay times the parameter": _times_hyper(
        "weight_decay", _times_hyper("lr", _parameter_before)
    ),
    "the gradient": _gradient(0),
    "lr times the gradient": _times_hyper("lr", _gradient(0)),
    "lr times the previous gradient": _times_hyper("lr", _gradient(1)),
    "the gradient, negated with maximize": _negated_if_maximize(_gradient(0)),
    "lr times the gradient, negated with maximize": _times_hyper(
        "lr", _negated_if_maximize(_gradient(0))
    ),
}
