"""Parameters without weight decay, in parameter groups of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..rules.wrapping import Defaults
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import AddGroup, Event, Scenario, SetHyper, Start, Step, encode_array
from ..scenarios.transforms import change
from ..scenarios.translated import (
    Errors,
    Translated,
    read_gradients,
    with_changed_gradients,
)


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
    if any(isinstance(e, SetHyper) and e.name == "weight_decay" for e in scenario.events):
        return _undecided_where(given, excluded)

    def both(event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        yield event, errors
        if isinstance(event, SetHyper | AddGroup) and event.group in twins:
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


def _undecided_where(given: Translated, excluded: Sequence[bool]) -> Translated:
    """Return a scenario in which nothing is decided for some parameters.

    A weight decay that is set between steps may be set in the groups without decay too.
    """

    def changed(event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        if isinstance(event, Step):
            read = read_gradients(given.scenario, event, errors)
            both = zip(read, excluded, strict=True)
            new = [g.undecided() if g and out else g for g, out in both]
            yield with_changed_gradients(event, new)
        else:
            yield event, errors

    return given.with_events(changed)


def decay_scenarios(name: str, defaults: Defaults) -> Iterator[Scenario]:
    """Yield steps of matrices, vectors and a scalar with weight decay."""
    values = ([2.0, -1.0], [3.0], 3.0, [[1.0, -2.0], [0.5, 4.0]], [[2.0], [-3.0]])
    starts = tuple(Start(encode_array(value)) for value in values)
    gradients = ([1.0, -0.5], [0.25], 0.5, [[0.5, 1.0], [-1.0, 0.25]], [[0.5], [-2.0]])
    step = Step(tuple(map(encode_array, gradients)))
    for decay in (0.5, 0.125):
        yield Scenario(
            name, "float64", starts, ({"weight_decay": encode_hyper(decay)},), (step, step)
        )
