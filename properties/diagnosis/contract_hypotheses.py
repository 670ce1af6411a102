"""Hypotheses about the contract: what an optimizer does with events beyond plain steps.

A hypothesis translates a scenario into one that shows its effect on an optimizer without defect,
such as a scenario without the event that is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..rules.registry import Rule
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import (
    AddGroup,
    EncodedHyper,
    Event,
    Restart,
    Resume,
    Rewind,
    Scenario,
    Schedule,
    SetHyper,
    Step,
    ZeroGrad,
)
from ..scenarios.transforms import change, with_all_gradients
from ..subjects.trajectory import Capabilities

# A scenario, and the indices of its events after which the parameters are compared.
Translation: TypeAlias = tuple[Scenario, list[int]]

# Names of hyper-parameters, and words for them.
Choice: TypeAlias = tuple[frozenset[str], str]

# zero_grad has no effect on the parameters, so it stands for an event that is ignored.
NOTHING = (ZeroGrad(),)


@dataclass(frozen=True)
class Hypothesis:
    """A defect of the contract.

    Attributes:
        title: what the optimizer does, as a clause.
        explanation: what follows from it for its user.
        features: ids of the features of scenarios that it is about.
        translate: returns the scenario that shows the effect.
        shown_by: the id of a feature that must occur in a case that it explains; empty for any.
    """

    id: str
    title: str
    explanation: str
    features: frozenset[str]
    translate: Callable[[Scenario], Translation]
    shown_by: str = ""


def contract_hypotheses(rule: Rule, taken: Capabilities) -> Iterator[Hypothesis]:
    """Yield the hypotheses for a subject, those that say most first."""
    names = [n for n in rule.defaults if n in taken.hyper]
    others = frozenset(names) - {"lr"}
    # The narrowest claim first: a wider one may not be true of what no case shows.
    choices = [(frozenset({n}), n) for n in names]
    choices += [(others, "values other than lr"), (frozenset(names), "all values")]
    yield from _ignored_groups(rule, choices)
    yield from _ignored_changes(rule, choices)
    yield Hypothesis(
        "none-counts-as-zero", "a gradient that is None counts as zero",
        "A parameter without a gradient is moved by weight decay and momentum, and its step count "
        "advances.",
        frozenset({"none"}), lambda s: _aligned(with_all_gradients(s)),
    )  # fmt: skip
    yield Hypothesis(
        "late-group-not-stepped", "the parameters of a group that is added later are not updated",
        "Layers that are unfrozen during training stay as they are.",
        frozenset({"add-group"}), lambda s: _aligned(_without_late_gradients(s)),
    )  # fmt: skip
    yield Hypothesis(
        "state-not-restored", "a loaded state is ignored",
        "A resumed run starts without moments and with a step count of 0.",
        frozenset({"resume"}), lambda s: _with_events(s, _restart_at(("state", "file"))),
    )  # fmt: skip
    yield Hypothesis(
        "hyper-not-restored", "the hyper-parameters in a loaded state are ignored",
        "A resumed run continues with the arguments of the new optimizer.",
        frozenset({"resume-elsewhere"}), lambda s: _with_events(s, _set_at_resume),
    )  # fmt: skip
    yield Hypothesis(
        "copy-without-state", "a copy of the optimizer has no state",
        "A deep copy or an unpickled optimizer starts without moments and with a step count of 0.",
        frozenset({"copy"}), lambda s: _with_events(s, _restart_at(("deepcopy", "pickle"))),
    )  # fmt: skip
    yield Hypothesis(
        "layout-not-updated", "a parameter that is not contiguous in memory is not updated",
        "The step writes into a copy of the parameter.",
        frozenset({"layout"}), lambda s: _aligned(_without_strided_gradients(s)),
    )  # fmt: skip


def _ignored_groups(rule: Rule, choices: Iterable[Choice]) -> Iterator[Hypothesis]:
    for names, words in choices:
        for source in ("first", "default"):
            yield Hypothesis(
                f"group-{_short(words)}-ignored" + ("" if source == "first" else "-default"),
                f"{words} of a parameter group {_is_or_are(words)} ignored",
                "All groups have the values that the optimizer was constructed with, and a change "
                "of such a value in a group has no effect.",
                frozenset({"groups", "add-group", "set-hyper", "set-lr"}),
                _ignoring(rule, names, source, groups=True), "groups",
            )  # fmt: skip


def _ignored_changes(rule: Rule, choices: Iterable[Choice]) -> Iterator[Hypothesis]:
    for names, words in choices:
        are = _is_or_are(words)
        yield Hypothesis(
            f"change-of-{_short(words)}-ignored",
            f"{words} that {are} changed between steps {are} ignored",
            "The steps continue with the value from before, so a schedule has no effect.",
            frozenset({"set-hyper", "set-lr"}), _ignoring(rule, names, "", groups=False),
        )  # fmt: skip


def _short(words: str) -> str:
    return "all" if words == "all values" else words.replace(" ", "-")


def _is_or_are(words: str) -> str:
    return "are" if " " in words else "is"


def _ignoring(
    rule: Rule, names: frozenset[str], source: str, groups: bool
) -> Callable[[Scenario], Translation]:
    def ignored(event: Event) -> tuple[Event, ...]:
        is_set = isinstance(event, SetHyper) and event.name in names
        is_schedule = isinstance(event, Schedule) and "lr" in names
        return NOTHING if is_set or is_schedule else (event,)

    def translate(scenario: Scenario) -> Translation:
        usual: dict[str, EncodedHyper] = (
            {n: v for n, v in scenario.groups[0].items() if n in names}
            if source == "first"
            else {n: encode_hyper(rule.defaults[n]) for n in names}
        )
        several = groups and len(scenario.groups) > 1
        changed = tuple(
            {**{n: v for n, v in group.items() if n not in names}, **usual} if several else group
            for group in scenario.groups
        )
        return _with_events(change(scenario, groups=changed), ignored)

    return translate


def _aligned(scenario: Scenario) -> Translation:
    return scenario, list(range(len(scenario.events)))


def _with_events(scenario: Scenario, to: Callable[[Event], tuple[Event, ...]]) -> Translation:
    """Return the scenario with each event replaced by others, and the index of the last of each."""
    events: list[Event] = []
    last = []
    for event in scenario.events:
        events += to(event)
        last.append(len(events) - 1)
    return change(scenario, events=tuple(events)), last


def _restart_at(ways: tuple[str, ...]) -> Callable[[Event], tuple[Event, ...]]:
    def restarted(event: Event) -> tuple[Event, ...]:
        if isinstance(event, Resume) and event.by in ways:
            return (Restart(),)
        return (event, Restart()) if isinstance(event, Rewind) and "state" in ways else (event,)

    return restarted


def _set_at_resume(event: Event) -> tuple[Event, ...]:
    if isinstance(event, Resume) and event.hyper:
        return tuple(SetHyper(name, value) for name, value in event.hyper.items())
    return (event,)


def _without_late_gradients(scenario: Scenario) -> Scenario:
    late = {e.group for e in scenario.events if isinstance(e, AddGroup)}
    return _without_gradients(
        scenario, {i for i, p in enumerate(scenario.parameters) if p.group in late}
    )


def _without_strided_gradients(scenario: Scenario) -> Scenario:
    return _without_gradients(scenario, {i for i, p in enumerate(scenario.parameters) if p.strided})


def _without_gradients(scenario: Scenario, parameters: set[int]) -> Scenario:
    def without(event: Event) -> Event:
        if not isinstance(event, Step):
            return event
        given = enumerate(event.gradients)
        return change(event, gradients=tuple(None if i in parameters else g for i, g in given))

    return change(scenario, events=tuple(map(without, scenario.events)))
