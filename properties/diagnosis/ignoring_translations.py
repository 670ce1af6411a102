"""Scenarios that show what an optimizer does that ignores values of hyper-parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..rules.registry import Rule
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import (
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
from ..scenarios.transforms import change
from .contract_hypotheses import NOTHING, Translation, with_events

Names: TypeAlias = frozenset[str]
Translate: TypeAlias = Callable[[Scenario], Translation]


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
        there: dict[tuple[str, int], SetHyper] = {}
        at_save: dict[tuple[str, int], SetHyper] = {}

        def delayed(event: Event) -> tuple[Event, ...]:
            nonlocal there, at_save
            if _is_change(event, names):
                if isinstance(event, SetHyper):
                    there[event.name, event.group] = event
                return NOTHING
            if isinstance(event, Save):
                at_save = dict(there)
            if isinstance(event, Rewind):
                there = dict(at_save)
            return (event, *there.values()) if _rebuilds(event) else (event,)

        return with_events(scenario, delayed)

    return translate


def loaded(names: Names) -> Translate:
    """Return the translation for values in a loaded state that are ignored."""

    return lambda scenario: with_events(scenario, lambda event: _as_constructed(event, names))


def after_load(names: Names) -> Translate:
    """Return the translation for values that are ignored once a state is loaded.

    An optimizer that keeps the groups of its construction does not see those that a loaded state
    puts in their place, nor what is changed in these.
    """

    def translate(scenario: Scenario) -> Translation:
        is_loaded = False
        there: dict[tuple[str, int], SetHyper] = {}
        at_save: dict[tuple[str, int], SetHyper] = {}

        def kept(event: Event) -> tuple[Event, ...]:
            nonlocal is_loaded, there, at_save
            if is_loaded and _is_change(event, names):
                if isinstance(event, SetHyper):
                    there[event.name, event.group] = event
                return NOTHING
            if isinstance(event, Save):
                at_save = dict(there)
            if isinstance(event, Rewind):
                there = dict(at_save)
            if not _rebuilds(event):
                return (event,)
            # It is rebuilt with the values of the time, also those that were ignored so far.
            is_loaded = not isinstance(event, Restart)
            first, *own = _as_constructed(event, names)
            return (first, *there.values(), *own)

        return with_events(scenario, kept)

    return translate


def _as_constructed(event: Event, names: Names) -> tuple[Event, ...]:
    """Return the loading of a state that leaves some arguments of the new optimizer in place."""
    if not (isinstance(event, Resume) and event.hyper):
        return (event,)
    own = (SetHyper(n, value) for n, value in event.hyper.items() if n in names)
    return (change(event, hyper={}), *own)


def _is_change(event: Event, names: Names) -> bool:
    if isinstance(event, SetHyper):
        return event.name in names
    return isinstance(event, Schedule) and "lr" in names


def _rebuilds(event: Event) -> bool:
    if isinstance(event, Resume):
        return event.by in ("state", "file")
    return isinstance(event, Restart | Rewind)
