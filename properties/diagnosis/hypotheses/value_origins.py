"""Where a formula can read a number from, at some of its places, other than its own group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ...mutants.number_places import Number
from ...mutants.scope import COUNT
from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import HyperValue, Scenario, SetHyper, Step
from ...scenarios.transforms import change, insert_events
from ...subjects.trajectory import Capabilities
from ..candidates.telling_steps import LONGER, telling_steps
from .contract_models.former_values import Origin

# The event before which a value is changed the second time.
HALFWAY = 2

Values: TypeAlias = Mapping[str, HyperValue]
Show: TypeAlias = Callable[[Rule, Capabilities, Values, Number], Scenario]


@dataclass(frozen=True)
class ValueOrigin:
    """Where a number comes from at some places of a formula.

    Attributes:
        id: the name of the origin.
        words: what the number is that of; ``{group}`` stands for words about groups.
        features: ids of the features of scenarios in which it shows.
        show: returns a scenario in which it shows, for a number of a rule.
        explanation: what follows for the user, with ``{hyper}`` for the hyper-parameters,
            ``{others}`` for those of them that other places of the formula have too, ``{group}``
            for words about groups, and ``{compute}`` for the advice.
        needs: the capability without which it cannot be shown.
        counts: whether it is about the step count, and not about hyper-parameters.
        at_all_places: whether no other hypothesis is about all places of the number.
        can_be_lost: whether it can be lost where a state is loaded, or in a copy, because it is
            kept beside the state.
        of_group: the words about groups, for a subject that has them.
    """

    id: Origin
    words: str
    features: frozenset[str]
    show: Show
    explanation: str
    needs: str = ""
    counts: bool = False
    at_all_places: bool = False
    can_be_lost: bool = False
    of_group: str = ""

    def name(self, has_groups: bool) -> str:
        """Return what the number is that of, for a subject with or without groups."""
        return self.words.format(group=self.of_group if has_groups else "")

    def explain(self, hyper: Sequence[str], others: Sequence[str], has_groups: bool) -> str:
        """Return what follows for the user.

        Args:
            hyper: the hyper-parameters at the places that have a value from elsewhere.
            others: those of them that have other places in the formula.
            has_groups: whether the subject has parameter groups with values of their own.
        """
        changed = " or ".join(hyper)
        source = ", from the group of the parameter" if has_groups else ""
        return self.explanation.format(
            hyper=changed,
            others=" and ".join(others),
            group=self.of_group if has_groups else "",
            compute=f"Compute whatever depends on {changed} at each step{source}.",
        )


def _changed_before(at: int) -> Show:
    """Return what shows a number that is changed before an event."""

    def show(rule: Rule, taken: Capabilities, values: Values, number: Number) -> Scenario:
        start = telling_steps(rule, taken, values, LONGER)
        return insert_events(start, at, _set(values, number))

    return show


def _in_two_groups(rule: Rule, taken: Capabilities, values: Values, number: Number) -> Scenario:
    """Return steps of two groups of which the second one has another value."""
    start = telling_steps(rule, taken, values, LONGER)
    [parameter], [group] = start.parameters, start.groups
    changed = _set(values, number)
    return change(
        _with_second_parameter(start),
        parameters=(parameter, change(parameter, group=1)),
        groups=(group, {**group, number.hyper: changed.value}),
    )


def _late_and_changed(rule: Rule, taken: Capabilities, values: Values, number: Number) -> Scenario:
    """Return steps of two parameters, the second of which starts after a change."""
    start = telling_steps(rule, taken, values, 2 * LONGER)
    both = _with_second_parameter(start, len(LONGER))
    return insert_events(both, len(LONGER), _set(values, number))


def _late_parameter(rule: Rule, taken: Capabilities, values: Values, number: Number) -> Scenario:
    """Return steps of two parameters, the second of which has no gradient in the first one."""
    return _with_second_parameter(telling_steps(rule, taken, values, LONGER), 1)


def _late_group(rule: Rule, taken: Capabilities, values: Values, number: Number) -> Scenario:
    """Return steps of two groups, the second of which has no gradient in the first one."""
    start = _late_parameter(rule, taken, values, number)
    first, second = start.parameters
    return change(start, parameters=(first, change(second, group=1)), groups=start.groups * 2)


def _with_second_parameter(start: Scenario, late: int = 0) -> Scenario:
    """Return the steps of two parameters, the second of which has no gradient in some at first."""
    events = []
    for k, event in enumerate(start.events):
        assert isinstance(event, Step)
        [gradient] = event.gradients
        second = None if k < late else gradient
        events.append(change(event, gradients=(gradient, second)))
    return change(start, parameters=start.parameters * 2, events=tuple(events))


def _set(values: Values, number: Number) -> SetHyper:
    return SetHyper(number.hyper, encode_hyper(_other_value(values[number.hyper], number)))


def _other_value(usual: HyperValue, number: Number) -> HyperValue:
    """Return a value in which one number is nearer to 1, or half of it if it is at least 1."""
    if isinstance(usual, tuple) and number.part is not None:
        parts = [_other_value(part, Number(number.hyper)) if k == number.part else part
                 for k, part in enumerate(usual)]  # fmt: skip
        return tuple(parts)  # type: ignore[arg-type]
    assert isinstance(usual, float)
    return (1 + usual) / 2 if 0 <= usual < 1 else usual / 2


def _changed_in_two_groups(
    rule: Rule, taken: Capabilities, values: Values, number: Number
) -> Scenario:
    """Return steps of two groups with different values, after the one of the first is changed."""
    return insert_events(_in_two_groups(rule, taken, values, number), 0, _set(values, number))


CHANGES = frozenset({"set-hyper", "set-lr", "resume", "resume-elsewhere"})
GROUPS = frozenset({"groups", "add-group"})
LEFT_OUT = GROUPS | {"none", "parameters"}

CHANGED_LATER = (
    "A later change of {hyper} has no effect there; other places of the formula have the new "
    "{others}. {compute}"
)
OTHER_GROUPS = "In the other groups, other places of the formula have their own {others}. {compute}"

OTHER_COUNTS = (
    "A parameter that was left out of some steps has another step count at other places of the "
    "formula."
)

ORIGINS = (
    ValueOrigin(
        "construction", "the construction", CHANGES | GROUPS, _changed_before(0), CHANGED_LATER,
    ),
    ValueOrigin(
        "joining", "the group when it was added", CHANGES | GROUPS, _changed_in_two_groups,
        CHANGED_LATER, needs="groups",
    ),
    ValueOrigin(
        "first step", "the first step of the parameter", CHANGES | GROUPS,
        _changed_before(HALFWAY), CHANGED_LATER,
    ),
    ValueOrigin(
        "first group", "the first group", CHANGES | GROUPS, _in_two_groups,
        OTHER_GROUPS, needs="groups",
    ),
    ValueOrigin(
        "last group", "the last group", CHANGES | GROUPS, _in_two_groups,
        OTHER_GROUPS, needs="groups",
    ),
    ValueOrigin(
        "same count", "the first update with the same step count",
        CHANGES | LEFT_OUT, _late_and_changed,
        "A parameter that reaches a step count later than another one{group} is updated with the "
        "{hyper} of that first update.",
        needs="no gradient", at_all_places=True, of_group=", or in another group,",
    ),
    ValueOrigin(
        "first parameter", "the first parameter{group}", LEFT_OUT, _late_parameter,
        OTHER_COUNTS, needs="no gradient", counts=True, of_group=" of the group",
    ),
    ValueOrigin(
        "first of all", "the first parameter of all groups", LEFT_OUT, _late_group,
        OTHER_COUNTS, needs="groups", counts=True,
    ),
    ValueOrigin(
        "optimizer", "the optimizer, which counts all steps", LEFT_OUT, _late_parameter,
        OTHER_COUNTS, needs="no gradient", counts=True, can_be_lost=True,
    ),
)  # fmt: skip

STEP_COUNT = Number(COUNT)
