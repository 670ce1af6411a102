"""Plain steps in which one hyper-parameter, or a part of one, is 0, or a flag is set.

Variants of a formula often differ for such values alone, which random scenarios seldom combine with
values of the others that let the difference show.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...generation.other_values import other_values
from ...rules.registry import Rule
from ...scenarios.model import HyperValue, Scenario
from ...subjects.trajectory import Capabilities
from ..candidates.telling_steps import supported_steps


def zeroed_scenarios(rule: Rule, taken: Capabilities) -> Iterator[Scenario]:
    """Yield scenarios for a subject with these capabilities."""
    usual = other_values(rule, taken)
    numbers = {name: value for name, value in usual.items() if not isinstance(value, bool)}
    groups = (
        {**numbers, name: other}
        for name, value in usual.items()
        for other in ([value] if isinstance(value, bool) else with_zeros(value))
    )
    yield from supported_steps(rule, taken, groups)


def with_zeros(value: HyperValue) -> Iterator[HyperValue]:
    """Yield a number, or several, with a 0 in place of one that is not 0."""
    if isinstance(value, float) and value:
        yield 0.0
    if isinstance(value, tuple) and all(isinstance(part, float) for part in value):
        for k, part in enumerate(value):
            if part:
                yield (*value[:k], 0.0, *value[k + 1 :])
