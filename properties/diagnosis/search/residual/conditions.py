"""The hyper-parameter values with which deviations occur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

from ....rules.registry import rules
from ....scenarios.encoding import decode_group
from ....scenarios.model import HyperValue, Scenario, Step
from ....scenarios.transforms import change, set_everywhere
from ....scenarios.varied_gradients import with_varied_gradients
from ...candidates.cases import Case, Deviation

# A condition is tested with another value in so many deviating cases.
TRIED = 3

# Small numbers, such as eps, hide deviations where a difference is 0: they are tested with another
# value too, and so are all numbers together.
SMALL = 1e-3
LARGE = 0.25
PART = 0.5

# A second defect may show after several steps alone.
STEPS = 8

# With fewer cases, a common value can be a coincidence.
ENOUGH = 3

# With a learning rate of 0 nothing moves, whatever the formula is.
OBVIOUS = ("lr", "not 0")

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
    deviates: Callable[[Scenario], bool | None] = lambda scenario: False,
) -> Iterator[str]:
    """Yield conditions that hold in all deviating cases and in at most half of the others.

    Args:
        off: the deviations.
        sound: the cases that agree.
        deviates: returns whether the subject deviates in a further scenario; None if that is
            undecided. A condition is left out if the subject deviates in a deviating case with
            another value, or if all of these are undecided.
    """
    if len(off) < ENOUGH or len(sound) < ENOUGH:
        return
    here = [_list_settings(d.scenario) for d in off]
    there = [_list_settings(c.scenario) for c in sound]
    for label in here[0]:
        for words, holds in SAID.items():
            if (label, words) == OBVIOUS:
                continue
            without = sum(not _holds(given, label, holds) for given in there)
            if all(_holds(given, label, holds) for given in here) and 2 * without >= len(there):
                others = chain.from_iterable(_negate(d.scenario, label) for d in off[:TRIED])
                if _agrees(map(deviates, others)):
                    yield f"Deviations occur only where {label} is {words}."


def _negate(scenario: Scenario, label: str) -> Iterator[Scenario]:
    """Yield a scenario with another value of a hyper-parameter.

    Also with other gradients, with more steps, and with other values of the other numbers.
    """
    name, bracket, place = label.partition("[")
    rule = rules()[scenario.rule]
    given = {**rule.defaults, **decode_group(scenario.groups[0])}
    value = given[name]
    if bracket and isinstance(value, tuple):
        k = int(place.rstrip("]"))
        other: HyperValue = (*value[:k], _other(value[k]), *value[k + 1 :])
    else:
        other = _other(value)
    negated = {**given, name: other}
    small = {n: LARGE for n, v in negated.items() if n != name and _is_small(v)}
    for more in ({}, small, _other_numbers(negated, name, place.rstrip("]"))):
        if rule.profile.is_valid({**negated, **more}):
            changed = set_everywhere(scenario, **{name: other, **more})
            yield from (
                changed,
                *(with_varied_gradients(one) for one in (changed, _longer(changed))),
            )


def _longer(scenario: Scenario) -> Scenario:
    """Return a scenario of steps with at least as many as show what happens to a state."""
    if not all(isinstance(event, Step) for event in scenario.events):
        return scenario
    times = -(-STEPS // max(1, len(scenario.events)))
    return change(scenario, events=scenario.events * times)


def _is_small(value: HyperValue) -> bool:
    return isinstance(value, float) and 0 < abs(value) < SMALL


def _other_numbers(given: Settings, name: str, place: str) -> Settings:
    """Return other values for all numbers but a hyper-parameter, or a part of it."""
    found: dict[str, HyperValue] = {}
    for one, value in given.items():
        if isinstance(value, tuple):
            kept = place if one == name else ""
            if one != name or place:
                found[one] = tuple(
                    part if str(k) == kept or not isinstance(part, float) else PART
                    for k, part in enumerate(value)
                )
        elif isinstance(value, float) and one != name:
            found[one] = LARGE if _is_small(value) else value * PART if value else PART
    return found


def _agrees(verdicts: Iterable[bool | None]) -> bool:
    """Return whether no verdict is that a subject deviates, and some verdict that it does not."""
    decided = False
    for verdict in verdicts:
        if verdict:
            return False
        decided = decided or verdict is False
    return decided


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
