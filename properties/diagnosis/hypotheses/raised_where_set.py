"""Hypotheses that an exception at a kind of event is raised only where a hyper-parameter is not 0.

What only momentum needs, such as a buffer, is also only looked up with momentum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from ...scenarios.encoding import decode_group, decode_hyper
from ...scenarios.model import HyperValue, Scenario, SetHyper, Step
from ...subjects.trajectory import Outcome
from .contract_hypotheses import Hypothesis
from .raised_exceptions import Place, raised_hypotheses

# How the ids of hypotheses begin that are about exceptions in a step.
OF_STEPS = "step-after"


def raised_where_set(
    feature: str, runs: Iterable[Outcome], defaults: Mapping[str, HyperValue]
) -> Iterator[Hypothesis]:
    """Yield the hypotheses about an exception in a step, for each number or flag that may be 0.

    Args:
        feature: the id of the feature of the cases.
        runs: their runs.
        defaults: the hyper-parameters of the subject, with the values that it has by default.
    """
    optional = [n for n, v in defaults.items() if isinstance(v, bool | float) and not v]
    of_steps = [r for r in raised_hypotheses(feature, runs) if r.id.startswith(OF_STEPS)]
    for raised in of_steps:
        for name in optional:
            is_flag = isinstance(defaults[name], bool)
            yield replace(
                raised,
                id=f"{raised.id}-with-{name}",
                title=f"{raised.title} where {name} is {'True' if is_flag else 'not 0'}",
                raises_at=partial(_first_with, raised.raises_at, name, defaults),
            )


def _first_with(
    place: Place, name: str, defaults: Mapping[str, HyperValue], scenario: Scenario
) -> int | None:
    """Return the first event in which an exception is raised, if a step with the value raises it.

    Args:
        place: returns the first event in which it is raised with any value.
        name: the hyper-parameter that must not be 0.
        defaults: the values that are not given.
        scenario: the scenario.
    """
    first = place(scenario)
    if first is None:
        return None
    values = [(dict(defaults) | decode_group(group))[name] for group in scenario.groups]
    for k, event in enumerate(scenario.events):
        if isinstance(event, SetHyper) and event.name == name:
            values[event.group] = decode_hyper(event.value)
        if k >= first and isinstance(event, Step):
            given = zip(event.gradients, scenario.parameters, strict=True)
            if any(g is not None and values[start.group] for g, start in given):
                return k
    return None
