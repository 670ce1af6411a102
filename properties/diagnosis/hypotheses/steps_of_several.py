"""Steps of several parameters, in one group or two, some of them without a gradient."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ...generation.corpus import adapt_supported
from ...rules.registry import Rule
from ...scenarios.model import Scenario, Step, encode_array
from ...scenarios.transforms import change
from ...subjects.trajectory import Subject
from ..candidates.telling_steps import telling_steps

# How many parameters there are, and the step in which gradients are missing.
PARAMETERS = 3
MISSING_AT = 1


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
