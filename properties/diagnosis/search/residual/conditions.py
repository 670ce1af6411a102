"""The hyper-parameter values with which deviations occur."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ....rules.registry import rules
from ....scenarios.encoding import decode_group
from ....scenarios.model import HyperValue, Scenario
from ...candidates.cases import Case, Deviation

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


def shared_conditions(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    """Yield conditions that hold in all deviating cases and in at most half of the others."""
    if len(off) < ENOUGH or len(sound) < ENOUGH:
        return
    here = [_list_settings(d.scenario) for d in off]
    there = [_list_settings(c.scenario) for c in sound]
    for label in here[0]:
        for words, holds in SAID.items():
            without = sum(not _holds(given, label, holds) for given in there)
            if all(_holds(given, label, holds) for given in here) and 2 * without >= len(there):
                yield f"Deviations occur only where {label} is {words}."


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
