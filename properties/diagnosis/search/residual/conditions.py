"""The hyper-parameter values with which deviations occur."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

from ....rules.registry import rules
from ....scenarios.encoding import decode_group
from ....scenarios.model import HyperValue, Scenario
from ....scenarios.transforms import set_everywhere
from ....scenarios.varied_gradients import with_varied_gradients
from ...candidates.cases import Case, Deviation

# A condition is tested with another value in so many deviating cases.
TRIED = 3

# With fewer cases, a common value can be a coincidence.
ENOUGH = 3

# Values by the label of a hyper-parameter or of a part of it; conditions on a value by name.
Settings: TypeAlias = Mapping[str, HyperValue]
SAID: Mapping[str, Callable[[HyperValue], bool]] = {
    "True": lambda value: value is True,
    "False": lambda value: value is False,
    "0": lambda value: not isinstance(value, bool) and value == 0,
    "not 0": lambda value: not isinstance(value, bool) and value != 0,
}


def shared_conditions(
    off: Sequence[Deviation],
    sound: Sequence[Case],
    deviates: Callable[[Scenario], bool] = lambda scenario: False,
) -> Iterator[str]:
    """Yield conditions that hold in all deviating cases and in at most half of the others.

    Args:
        off: the deviations.
        sound: the cases that agree.
        deviates: returns whether the subject deviates in a further scenario. A condition is left
            out if it does in a deviating case with another value.
    """
    if len(off) < ENOUGH or len(sound) < ENOUGH:
        return
    here = [_list_settings(d.scenario) for d in off]
    there = [_list_settings(c.scenario) for c in sound]
    for label in here[0]:
        for words, holds in SAID.items():
            without = sum(not _holds(given, label, holds) for given in there)
            if all(_holds(given, label, holds) for given in here) and 2 * without >= len(there):
                others = chain.from_iterable(_negate(d.scenario, label) for d in off[:TRIED])
                if not any(map(deviates, others)):
                    yield f"Deviations occur only where {label} is {words}."


def _negate(scenario: Scenario, label: str) -> Iterator[Scenario]:
    """Yield a scenario with another value of a hyper-parameter, and with other gradients too."""
    name, bracket, place = label.partition("[")
    rule = rules()[scenario.rule]
    given = {**rule.defaults, **decode_group(scenario.groups[0])}
    value = given[name]
    if bracket and isinstance(value, tuple):
        k = int(place.rstrip("]"))
        other: HyperValue = (*value[:k], _other(value[k]), *value[k + 1 :])
    else:
        other = _other(value)
    if rule.profile.is_valid({**given, name: other}):
        changed = set_everywhere(scenario, **{name: other})
        yield from (changed, with_varied_gradients(changed))


def _other(value: Any) -> Any:
    """Return a value for which the opposite is true."""
    if isinstance(value, bool):
        return not value
    return 0.0 if value else 0.5


def _holds(given: Settings, label: str, holds: Callable[[HyperValue], bool]) -> bool:
    """Whether a condition holds; a part of a pair that is None has no label, and none holds."""
    return label in given and holds(given[label])


def _list_settings(scenario: Scenario) -> Settings:
    given = {**rules()[scenario.rule].defaults, **decode_group(scenario.groups[0])}
    found: dict[str, HyperValue] = {}
    for name, value in given.items():
        if isinstance(value, tuple):
            found |= {f"{name}[{k}]": part for k, part in enumerate(value) if part is not None}
        elif isinstance(value, bool | int | float):
            found[name] = value
    return found
