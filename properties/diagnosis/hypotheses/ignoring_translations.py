"""Scenarios that show what an optimizer does that ignores values of hyper-parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import (
    EncodedHyper,
    Event,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
)
from ...scenarios.transforms import change
from .contract_hypotheses import NOTHING, Translation, with_events

Names: TypeAlias = frozenset[str]
Translate: TypeAlias = Callable[[Scenario], Translation]


class _IgnoredChanges:
    """Changes of hyper-parameters without effect so far; a checkpoint has those of its time."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, int], SetHyper] = {}
        self.saved: dict[tuple[str, int], SetHyper] = {}

    def add(self, event: Event) -> None:
        """Keep a change."""
        if isinstance(event, SetHyper):
            self.last[event.name, event.group] = event

    def follow(self, event: Event) -> None:
        """Keep the changes with a checkpoint, or return to those of the checkpoint."""
        if isinstance(event, Save):
            self.saved = dict(self.last)
        if isinstance(event, Rewind):
            self.last = dict(self.saved)


def in_groups(rule: Rule, names: Names, of_first: bool) -> Translate:
    """Return the translation for values of groups that are ignored, and not changed either.

    Args:
        rule: the claimed rule.
        names: the hyper-parameters.
        of_first: whether all groups have the values of the first, instead of the defaults.
    """

    def translate(scenario: Scenario) -> Translation:
        usual: dict[str, EncodedHyper] = (
            {n: v for n, v in scenario.groups[0].items() if n in names}
            if of_first
            else {n: encode_hyper(rule.defaults[n]) for n in names}
        )
        several = len(scenario.groups) > 1
        changed = tuple(
            {**{n: v for n, v in group.items() if n not in names}, **usual} if several else group
            for group in scenario.groups
        )
        return in_steps(names)(change(scenario, groups=changed))

    return translate


def in_steps(names: Names) -> Translate:
    """Return the translation for changes that never have an effect."""

    def ignored(event: Event) -> tuple[Event, ...]:
        return NOTHING if _is_change(event, names) else (event,)

    return lambda scenario: with_events(scenario, ignored)


def until_rebuilt(names: Names) -> Translate:
    """Return the translation for changes that have an effect once the optimizer is rebuilt.

    An optimizer that reads the arguments of its constructor gets the new values there, because it
    is rebuilt with the values of the time.
    """

    def translate(scenario: Scenario) -> Translation:
        ignored = _IgnoredChanges()

        def delayed(event: Event) -> tuple[Event, ...]:
            ignored.follow(event)
            if _is_change(event, names):
                ignored.add(event)
                return NOTHING
            return (event, *ignored.last.values()) if _rebuilds(event) else (event,)

        return with_events(scenario, delayed)

    return translate


def _is_change(event: Event, names: Names) -> bool:
    if isinstance(event, SetHyper):
        return event.name in names
    return isinstance(event, Schedule) and "lr" in names


def _rebuilds(event: Event) -> bool:
    if isinstance(event, Resume):
        return event.by in ("state", "file")
    return isinstance(event, Restart | Rewind)
