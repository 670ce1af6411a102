"""Scenarios with plain values: ones and zeros, single elements, default hyper-parameters.

Most defects show with plain values too, so these scenarios are tried before small reductions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from functools import partial

from ..rules.registry import rules
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import AddGroup, Array, Scenario, SetHyper, Step
from ..scenarios.transforms import (
    change,
    keep_parameter,
    set_everywhere,
    with_all_gradients,
    with_gradients,
    with_hyper,
    with_starts,
    without_hyper,
)

ZERO, ONE = (0.0).hex(), (1.0).hex()

# The first learning rate that random scenarios have; numbers are easy to read with it.
PLAIN_LR = 1.0

# Hyper-parameters of terms that are absent at 0, and whose default is not 0 in some rules.
OPTIONAL_TERMS = ("weight_decay", "momentum")


def plain_scenarios(scenario: Scenario, usual: Collection[str]) -> Iterator[Scenario]:
    """Yield scenarios in which many things are plain at once, the plainest first.

    Args:
        scenario: the scenario.
        usual: the hyper-parameters of which the subject has the rule's default.
    """
    for kept in _with_fewer_parameters(scenario):
        single = with_single_steps(kept)
        for plain in (with_plain_arrays(with_all_gradients(single)), with_plain_arrays(single)):
            yield with_plain_hyper(plain, usual)
            yield plain
        yield with_plain_hyper(single, usual)
    yield with_plain_hyper(with_plain_arrays(scenario), usual)


def _with_fewer_parameters(scenario: Scenario) -> Iterator[Scenario]:
    if len(scenario.parameters) > 1:
        yield keep_parameter(scenario, 0)
        yield keep_parameter(scenario, len(scenario.parameters) - 1)
    yield scenario


def with_plain_arrays(scenario: Scenario) -> Scenario:
    """Return the scenario with one element of 0 in each parameter, and gradients of 1."""
    # A rule for matrices has no parameters with one axis.
    single = (1,) * (rules()[scenario.rule].dimensions or 1)
    starts = with_starts(scenario, lambda start: change(start, value=Array(single, (ZERO,))))
    return with_gradients(starts, lambda gradient: Array(single, (ONE,)))


def with_single_steps(scenario: Scenario) -> Scenario:
    """Return the scenario with one step in place of several equal ones."""
    events = (change(e, times=1) if isinstance(e, Step) else e for e in scenario.events)
    return change(scenario, events=tuple(events))


def with_plain_hyper(scenario: Scenario, usual: Collection[str]) -> Scenario:
    """Return the scenario with the rule's hyper-parameters, and a learning rate of 1."""
    names = {name for group in scenario.groups for name in group}
    for name in sorted(names - {"lr"}):
        scenario = with_default(scenario, name, usual)
    return with_plain_rate(scenario) if "lr" in names else scenario


def with_plain_rate(scenario: Scenario) -> Scenario:
    """Return the scenario with a learning rate of 1 as long as no event changes it."""
    groups = ({**g, "lr": encode_hyper(PLAIN_LR)} if "lr" in g else g for g in scenario.groups)
    return change(scenario, groups=tuple(groups))


def with_default(scenario: Scenario, name: str, usual: Collection[str]) -> Scenario:
    """Return the scenario with the rule's default of a hyper-parameter, or without its term."""
    default = rules()[scenario.rule].defaults[name]
    if name in OPTIONAL_TERMS and default:
        # No default should act unseen.
        return with_hyper(scenario, lambda n, value, group: 0.0 if n == name else value)
    if name in usual:
        return without_hyper(scenario, {name})
    return set_everywhere(scenario, **{name: default})


def with_fewer_groups(scenario: Scenario) -> Iterator[Scenario]:
    """Yield scenarios in which the parameters of a group are in the first one."""
    if any(isinstance(e, AddGroup) for e in scenario.events):
        return
    for k in range(1, len(scenario.groups)):
        yield _without_group(scenario, k)


def _without_group(scenario: Scenario, k: int) -> Scenario:
    def place(group: int) -> int:
        return 0 if group == k else group - (group > k)

    starts = with_starts(scenario, lambda start: change(start, group=place(start.group)))
    events = (
        change(e, group=place(e.group)) if isinstance(e, SetHyper) else e for e in scenario.events
    )
    groups = (*scenario.groups[:k], *scenario.groups[k + 1 :])
    return change(starts, groups=groups, events=tuple(events))


def with_plain_precision(scenario: Scenario) -> Iterator[Scenario]:
    """Yield the scenario in double precision, if it is in another one."""
    if scenario.dtype != "float64":
        yield change(scenario, dtype="float64")


def with_plainer_gradients(scenario: Scenario) -> Iterator[Scenario]:
    """Yield scenarios in which all gradients are plainer at once, where single ones cannot be."""
    largest = max(map(_largest, _gradients_of(scenario)), default=1.0)
    for rounded in (_sign, _divided_by(largest), _round_to_power):
        changed = with_gradients(scenario, partial(_with_values, rounded))
        if changed != scenario:
            yield changed


def _gradients_of(scenario: Scenario) -> list[Array]:
    """Return the gradients of all steps."""
    steps = [event for event in scenario.events if isinstance(event, Step)]
    return [array for step in steps for array in step.gradients if array is not None]


def _largest(array: Array) -> float:
    """Return the largest finite size of a value that is not 0; 1 if there is none."""
    sizes = [abs(float.fromhex(value)) for value in array.values]
    return max((size for size in sizes if size and math.isfinite(size)), default=1.0)


def _divided_by(largest: float) -> Callable[[str], str]:
    """Return a function that divides by the power of two of a number."""
    exponent = -math.frexp(largest)[1] + 1
    return lambda value: math.ldexp(float.fromhex(value), exponent).hex()


def _with_values(rounded: Callable[[str], str], array: Array) -> Array:
    return Array(array.shape, tuple(map(rounded, array.values)))


def plainer_arrays(array: Array | None, plain: tuple[str, ...]) -> Iterator[Array]:
    """Yield arrays of one plain value each; none if the array is one of them."""
    if array is not None and array.values and not (set(array.values) <= {ZERO, ONE}):
        yield from (Array(array.shape, (value,)) for value in plain)
        for rounded in (_sign, _round_to_power):
            changed = _with_values(rounded, array)
            if changed != array:
                yield changed


def _sign(value: str) -> str:
    number = float.fromhex(value)
    return math.copysign(1.0, number).hex() if number else value


def _round_to_power(value: str) -> str:
    """Return a number rounded to a power of two, with its sign."""
    number = float.fromhex(value)
    if not number or not math.isfinite(number):
        return value
    return math.copysign(2.0 ** round(math.log2(abs(number))), number).hex()
