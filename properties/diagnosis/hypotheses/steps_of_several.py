"""Steps of several parameters, in one group or two, some of them without a gradient."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ...generation.corpus import adapt_supported
from ...generation.other_values import other_values
from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import Scenario, Step, encode_array
from ...scenarios.transforms import change
from ...subjects.trajectory import Subject
from ..candidates.telling_steps import LONGER, telling_steps

# How many parameters there are, and the step in which gradients are missing.
PARAMETERS = 3
MISSING_AT = 1


def steps_of_groups(rule: Rule, subject: Subject) -> Iterator[Scenario]:
    """Yield steps of two groups with different numbers, of which one starts later or none does.

    There are so many steps that each branch of a formula is taken.
    """
    taken = subject.capabilities
    others = other_values(rule, taken)
    numbers = {name: value for name, value in others.items() if not isinstance(value, bool)}
    one = telling_steps(rule, taken, {}, 2 * LONGER)
    [start], [group] = one.parameters, one.groups
    own = {**group, **{name: encode_hyper(value) for name, value in numbers.items()}}
    for late in (None, 0, 1):
        events = (
            change(event, gradients=tuple(
                None if i == late and k < len(LONGER) else event.gradients[0] for i in range(2)
            ))
            for k, event in enumerate(one.events) if isinstance(event, Step)
        )  # fmt: skip
        both = (start, change(start, group=1))
        several = change(one, parameters=both, groups=(group, own), events=tuple(events))
        supported = adapt_supported(rule, several, taken)
        if supported:
            yield supported


def steps_of_several(rule: Rule, subject: Subject) -> Iterator[Scenario]:
    """Yield steps of three parameters of the same shape, some without a gradient.

    Random parameters seldom have the same shape, without which they cannot share a state.
    """
    one = telling_steps(rule, subject.capabilities, {})
    [start] = one.parameters
    given = (one.gradients(event)[0] for event in one.events if isinstance(event, Step))
    arrays = [array for array in given if array is not None]
    for groups, missing in product((1, 2), ((), (0,), (1,), (0, 1))):
        starts = tuple(change(start, group=min(i // 2, groups - 1)) for i in range(PARAMETERS))
        events = tuple(
            Step(
                tuple(
                    None if k == MISSING_AT and i in missing else encode_array((i + 1.0) * array)
                    for i in range(PARAMETERS)
                )
            )
            for k, array in enumerate(arrays)
        )
        several = change(one, parameters=starts, groups=one.groups * groups, events=events)
        supported = adapt_supported(rule, several, subject.capabilities)
        if supported:
            yield supported
