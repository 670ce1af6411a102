"""Under which hyper-parameters deviations are found, and under which never."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ..rules import rules
from ..scenario import HyperValue, Scenario, read_all
from .cases import Case, Deviation

# Fewer cases than these are under some setting by chance.
ENOUGH = 3

# A hyper-parameter, or a part of one, by its label; and what may be said of it.
Settings: TypeAlias = Mapping[str, HyperValue]
SAID: Mapping[str, Callable[[HyperValue], bool]] = {
    "True": lambda value: value is True,
    "False": lambda value: value is False,
    "0": lambda value: not isinstance(value, bool) and value == 0,
    "not 0": lambda value: not isinstance(value, bool) and value != 0,
}


def settings(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    """What all cases that are off have in common, and at least half of the sound ones have not."""
    if len(off) < ENOUGH or len(sound) < ENOUGH:
        return
    here = [_settings(d.scenario) for d in off]
    there = [_settings(c.scenario) for c in sound]
    for label in here[0]:
        for words, holds in SAID.items():
            without = sum(not holds(given[label]) for given in there)
            if all(holds(given[label]) for given in here) and 2 * without >= len(there):
                yield f"Only where {label} is {words}."


def _settings(scenario: Scenario) -> Settings:
    given = {**rules()[scenario.rule].defaults, **read_all(scenario.groups[0])}
    found: dict[str, HyperValue] = {}
    for name, value in given.items():
        if isinstance(value, tuple):
            found |= {f"{name}[{k}]": part for k, part in enumerate(value) if part is not None}
        elif isinstance(value, bool | int | float):
            found[name] = value
    return found
