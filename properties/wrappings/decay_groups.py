"""Parameters without weight decay, in parameter groups of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..rules.wrapping import Defaults
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import AddGroup, Event, Scenario, SetHyper, Start, Step, encode_array
from ..scenarios.transforms import change
from ..scenarios.translated import Errors, Translated


def without_decay(given: Translated, excluded: Sequence[bool]) -> Translated:
    """Return the scenario in which some parameters have no weight decay.

    Each group with such parameters has a twin, to which they belong and which has the same
    hyper-parameters otherwise.
    """
    scenario = given.scenario
    own = [start.group for start, out in zip(scenario.parameters, excluded, strict=True) if out]
    twins = {group: len(scenario.groups) + k for k, group in enumerate(sorted(set(own)))}
    if not twins:
        return given
    still = encode_hyper(0.0)
    if all(excluded):
        # No group is left with decay, so the groups stay as they are.
        groups = tuple({**group, "weight_decay": still} for group in scenario.groups)
        return Translated(change(scenario, groups=groups), given.kept, given.errors)

    def both(event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        yield event, errors
        if isinstance(event, SetHyper | AddGroup) and event.group in twins:
            if not (isinstance(event, SetHyper) and event.name == "weight_decay"):
                yield change(event, group=twins[event.group]), errors

    translated = given.with_events(both)
    moved = tuple(
        change(start, group=twins[start.group]) if out else start
        for start, out in zip(scenario.parameters, excluded, strict=True)
    )
    groups = (*scenario.groups,
              *({**scenario.groups[group], "weight_decay": still} for group in twins))  # fmt: skip
    return Translated(
        change(translated.scenario, parameters=moved, groups=groups),
        translated.kept,
        translated.errors,
    )


def decay_scenarios(name: str, defaults: Defaults) -> Iterator[Scenario]:
    """Yield steps of a matrix, a vector and a scalar with weight decay."""
    starts = tuple(
        Start(encode_array(values)) for values in ([[1.0, -2.0], [0.5, 4.0]], [2.0, -1.0], 3.0)
    )
    gradients = ([[0.5, 1.0], [-1.0, 0.25]], [1.0, -0.5], 0.5)
    step = Step(tuple(map(encode_array, gradients)))
    for decay in (0.5, 0.125):
        yield Scenario(
            name, "float64", starts, ({"weight_decay": encode_hyper(decay)},), (step, step)
        )
