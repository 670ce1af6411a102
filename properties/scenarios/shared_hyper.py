"""Hyper-parameters that have one value in all parameter groups at every step."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .model import AddGroup, EncodedHyper, Event, Rewind, Save, Scenario, SetHyper, Step
from .transforms import change

Groups = list[dict[str, EncodedHyper]]


class _Groups:
    """The present values of some hyper-parameters in each group."""

    def __init__(self, scenario: Scenario, names: Collection[str]) -> None:
        self.names = names
        self.values: Groups = [
            {n: v for n, v in group.items() if n in names} for group in scenario.groups
        ]
        self.joined = [k not in scenario.late for k in range(len(scenario.groups))]
        self.saved = self._copy()

    def _copy(self) -> tuple[Groups, list[bool]]:
        return [dict(group) for group in self.values], list(self.joined)

    def follow(self, event: Event) -> None:
        """Change the values as an event does."""
        match event:
            case SetHyper(name, value, group) if name in self.names:
                self.values[group][name] = value
            case AddGroup(group):
                self.joined[group] = True
            case Save():
                self.saved = self._copy()
            case Rewind():
                values, joined = self.saved
                self.values, self.joined = [dict(group) for group in values], list(joined)

    def present(self) -> Groups:
        """Return the values in the groups that the optimizer has."""
        return [v for v, joined in zip(self.values, self.joined, strict=True) if joined]


def share_hyper(scenario: Scenario, names: Collection[str]) -> Scenario:
    """Return the scenario with the values that a group gets in all groups.

    A value that is set in one group is set in the others too, and a group that is added late gets
    the present values.
    """
    if not names or len(scenario.groups) < 2:
        return scenario
    first = {n: v for n, v in scenario.groups[0].items() if n in names}
    groups = tuple({**group, **first} for group in scenario.groups)
    shared = change(scenario, groups=groups)
    return change(shared, events=tuple(_shared_events(shared, names)))


def _shared_events(scenario: Scenario, names: Collection[str]) -> Iterator[Event]:
    state = _Groups(scenario, names)
    for event in scenario.events:
        for one in _in_all_groups(event, state):
            state.follow(one)
            yield one


def _in_all_groups(event: Event, state: _Groups) -> Iterator[Event]:
    match event:
        case SetHyper(name) if name in state.names:
            there = [k for k, joined in enumerate(state.joined) if joined]
            yield from (change(event, group=k) for k in there)
        case AddGroup(group):
            yield event
            [now, *_] = state.present()
            yield from (
                SetHyper(name, value, group)
                for name, value in now.items()
                if state.values[group].get(name) != value
            )
        case _:
            yield event


def is_hyper_shared(scenario: Scenario, names: Collection[str]) -> bool:
    """Return whether these hyper-parameters have one value in all groups at every step."""
    if not names or len(scenario.groups) < 2:
        return True
    state = _Groups(scenario, names)
    for event in scenario.events:
        state.follow(event)
        present = state.present() if isinstance(event, Step) else []
        if any(group != present[0] for group in present):
            return False
    return True
