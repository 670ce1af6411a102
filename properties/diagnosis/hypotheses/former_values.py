"""Hypotheses that a formula reads some numbers at their present and others at a former value.

An optimizer that computes 1 - beta once, at its construction, reads beta itself at each step. Which
places of the formula have former values is found out by runs in which one number is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

from ...mutants.number_places import (
    Number,
    NumberPlace,
    describe_places,
    number_places,
    read_elsewhere,
)
from ...mutants.rule_source import read_rule
from ...mutants.source_change import edit_of_change
from ...rules.registry import Rule
from ...rules.source_edits import Edit, can_apply_edits
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import HyperValue, Scenario, SetHyper
from ...scenarios.transforms import insert_events
from ...subjects.trajectory import Subject
from ..candidates.cases import Case, make_case
from ..candidates.telling_steps import telling_steps
from .contract_hypotheses import Hypothesis
from .contract_models.former_values import FormerValuesModel, Time, former_name
from .ignored_values import other_values
from .judging import is_enclosed, is_narrow, rule_with

FEATURES = frozenset({"set-hyper", "set-lr", "resume", "resume-elsewhere", "groups", "add-group"})

# How many places of one number are tried together in all combinations.
FEW_PLACES = 6

# The event before which a value is changed the second time.
HALFWAY = 2

TIMES: tuple[Time, ...] = ("construction", "first step")


def former_values(rule: Rule, subject: Subject, feature: str) -> Iterator[Hypothesis]:
    """Yield hypotheses that some places of a formula have former values, and others present ones.

    Args:
        rule: the rule with the formula of the subject.
        subject: the subject.
        feature: the id of the feature of scenarios to be explained.
    """
    if feature not in FEATURES:
        return
    places = number_places(read_rule(rule))
    numbers = [n for n in dict.fromkeys(p.number for p in places)
               if n.hyper in subject.capabilities.settable]  # fmt: skip
    values = {n: v for n, v in other_values(rule, subject.capabilities).items()
              if not isinstance(v, bool)}  # fmt: skip
    for time in TIMES:
        chosen = [
            place
            for number in numbers
            if number.hyper in values
            for place in _former_places(rule, subject, number, places, values, time)
        ]
        if _has_present_ones(chosen, places):
            yield _hypothesis(rule, chosen, time)


def _has_present_ones(chosen: Sequence[NumberPlace], places: Sequence[NumberPlace]) -> bool:
    """Whether a hyper-parameter has former values at some of its places, but not at all."""
    former = {place.number.hyper for place in chosen}
    left = {place.number.hyper for place in places if place not in chosen}
    return bool(former & left)


def _former_places(
    rule: Rule,
    subject: Subject,
    number: Number,
    places: Sequence[NumberPlace],
    values: dict[str, HyperValue],
    time: Time,
) -> tuple[NumberPlace, ...]:
    """Return the fewest places of a number at which the subject reads its former value."""
    scenario = _changed_steps(rule, subject, number, values, time)
    case = make_case(rule, subject, scenario)
    if case.deviation is None:
        return ()
    own = [place for place in places if place.number == number]
    for count in range(1, len(own) + 1):
        if len(own) > FEW_PLACES and 2 < count < len(own) - 1:
            continue
        for some in combinations(own, count):
            if _explains(rule, _hypothesis(rule, some, time), case):
                return some
    return ()


def _explains(rule: Rule, hypothesis: Hypothesis, case: Case) -> bool:
    if not hypothesis.edits or case.deviation is None:
        return False
    assumed = rule_with(rule, hypothesis)
    try:
        return is_enclosed(assumed, case.scenario, case.run) and is_narrow(assumed, case.deviation)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False  # the formula of the subject has no enclosure


def _changed_steps(
    rule: Rule, subject: Subject, number: Number, values: dict[str, HyperValue], time: Time
) -> Scenario:
    """Return steps before which a number is changed, or halfway if its first value is kept."""
    start = telling_steps(rule, subject.capabilities, values)
    usual = values[number.hyper]
    changed = SetHyper(number.hyper, encode_hyper(_changed_value(usual, number)))
    at = 0 if time == "construction" else HALFWAY
    return insert_events(start, at, changed)


def _changed_value(usual: HyperValue, number: Number) -> HyperValue:
    """Return a value in which one number is nearer to 1, or half of it if it is at least 1."""
    if isinstance(usual, tuple) and number.part is not None:
        parts = [_changed_value(part, Number(number.hyper)) if k == number.part else part
                 for k, part in enumerate(usual)]  # fmt: skip
        return tuple(parts)  # type: ignore[arg-type]
    assert isinstance(usual, float)
    return (1 + usual) / 2 if 0 <= usual < 1 else usual / 2


def _hypothesis(rule: Rule, places: Sequence[NumberPlace], time: Time) -> Hypothesis:
    edits = _edits(rule, places, time)
    words = describe_places(places)
    are = "are those" if " and " in words else "is that"
    hyper = list(dict.fromkeys(place.number.hyper for place in places))
    of = "the construction" if time == "construction" else "the first step of the parameter"
    return Hypothesis(
        f"former-{'-'.join(hyper)}-of-{time.replace(' ', '-')}",
        f"{words} {are} of {of}",
        f"Where {' or '.join(hyper)} is changed later, other places of the formula have the new "
        "value. Compute from the group, at each step, whatever depends on it.",
        FEATURES,
        model=partial(FormerValuesModel, time, edits),
        edits=edits,
    )


def _edits(rule: Rule, places: Sequence[NumberPlace], time: Time) -> tuple[Edit, ...]:
    """Return the edits of the source, after those of the rule; empty if they cannot be made."""
    names = {place.number.hyper: former_name(place.number.hyper, time) for place in places}
    own = tuple(
        edit_of_change(function, changed) for function, changed in read_elsewhere(places, names)
    )
    edits = (*rule.edits, *own)
    return edits if can_apply_edits(edits) else ()
