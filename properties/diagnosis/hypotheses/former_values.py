"""Hypotheses that a formula reads some numbers of its own group, and others from elsewhere.

An optimizer that computes 1 - beta once, at its construction, reads beta itself at each step. Which
places of the formula have values from elsewhere is found out by runs in which one number differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

from ...generation.other_values import other_values
from ...mutants.number_places import (
    Number,
    NumberPlace,
    describe_places,
    number_places,
    read_elsewhere,
)
from ...mutants.other_forms import other_forms
from ...mutants.rule_source import RuleSource, read_rule
from ...mutants.source_change import edit_of_change
from ...rules.registry import Rule
from ...rules.source_edits import Edit, can_apply_edits
from ...scenarios.model import HyperValue
from ...subjects.trajectory import Subject
from ..candidates.cases import Case, make_case
from .contract_hypotheses import Hypothesis
from .contract_models.former_values import FormerValuesModel, former_name
from .judging import is_enclosed, is_narrow, rule_with
from .lost_states import BESIDE, LOSSES, Loss, describe_losses, losses_of
from .value_origins import ORIGINS, STEP_COUNT, ValueOrigin

# How many places of one number are tried together in all combinations.
FEW_PLACES = 6


def former_values(rule: Rule, subject: Subject, feature: str) -> Iterator[Hypothesis]:
    """Yield hypotheses that some places of a formula have values from elsewhere, and others do not.

    Args:
        rule: the rule with the formula of the subject.
        subject: the subject.
        feature: the id of the feature of scenarios to be explained.
    """
    supported = subject.capabilities.supports
    origins = [
        one
        for one in ORIGINS
        if feature in _features(one) and (not one.needs or supported(one.needs))
    ]
    if not origins:
        return
    forms = [number_places(source) for source in _sources(rule)]
    values = {n: v for n, v in other_values(rule, subject.capabilities).items()
              if not isinstance(v, bool)}  # fmt: skip
    for origin in origins:
        found = (_find_places(rule, subject, places, values, origin) for places in forms)
        chosen, own = next((pair for pair in found if pair[0]), ((), ()))
        if chosen:
            losses = _losses(rule, subject, chosen, origin, values)
            hypothesis = _hypothesis(rule, chosen, origin, losses)
            if feature in hypothesis.features:
                yield _describe(hypothesis, chosen, own, origin, subject, losses)


def _sources(rule: Rule) -> Iterator[RuleSource]:
    """Yield the source of a rule, as it is and in its other forms, in which more places differ."""
    source = read_rule(rule)
    yield source
    for k, function in enumerate(source.functions):
        for form in other_forms(source, function):
            functions = (*source.functions[:k], form, *source.functions[k + 1 :])
            yield replace(source, functions=functions)


def _find_places(
    rule: Rule,
    subject: Subject,
    places: Sequence[NumberPlace],
    values: dict[str, HyperValue],
    origin: ValueOrigin,
) -> tuple[Sequence[NumberPlace], Sequence[NumberPlace]]:
    """Return the places with values from elsewhere, and all places that were tried.

    There are none where another hypothesis is about all places of the numbers.
    """
    own = [p for p in places if (p.number == STEP_COUNT) == origin.counts]
    numbers = [n for n in dict.fromkeys(p.number for p in own) if _can_vary(n, subject, values)]
    chosen = [
        place
        for number in numbers
        for place in _places_elsewhere(rule, subject, number, own, values, origin)
    ]
    is_new = origin.at_all_places or _has_own_values(chosen, own)
    return chosen if is_new else (), own


def _features(origin: ValueOrigin) -> frozenset[str]:
    """Return the ids of the features of scenarios in which a number from elsewhere can show."""
    lost = (loss.features for loss in LOSSES if origin.can_be_lost)
    return origin.features.union(*lost)


def _losses(
    rule: Rule,
    subject: Subject,
    places: Sequence[NumberPlace],
    origin: ValueOrigin,
    values: dict[str, HyperValue],
) -> Sequence[Loss]:
    """Return the kinds of events at which a count of the optimizer is lost."""
    if not origin.can_be_lost:
        return ()
    start = origin.show(rule, subject.capabilities, values, places[0].number)
    return losses_of(rule, subject, partial(_hypothesis, rule, places, origin), start)


def _describe(
    hypothesis: Hypothesis,
    chosen: Sequence[NumberPlace],
    places: Sequence[NumberPlace],
    origin: ValueOrigin,
    subject: Subject,
    losses: Sequence[Loss],
) -> Hypothesis:
    """Return the hypothesis with its title and explanation."""
    has_groups = subject.capabilities.supports("group entries")
    hyper = _hypers(chosen)
    left = _hypers([place for place in places if place not in chosen])
    words = describe_places(chosen)
    are = "are those" if " and " in words else "is that"
    lost = f"; it is lost {describe_losses(losses)}" if losses else ""
    explained = origin.explain(hyper, [n for n in hyper if n in left], has_groups)
    return replace(
        hypothesis,
        title=f"{words} {are} of {origin.name(has_groups)}{lost}",
        explanation=" ".join([explained, *([BESIDE] if losses else [])]),
    )


def _hypers(places: Sequence[NumberPlace]) -> list[str]:
    return list(dict.fromkeys(place.number.hyper for place in places))


def _can_vary(number: Number, subject: Subject, values: dict[str, HyperValue]) -> bool:
    if number == STEP_COUNT:
        return True
    return number.hyper in values and number.hyper in subject.capabilities.settable


def _has_own_values(chosen: Sequence[NumberPlace], places: Sequence[NumberPlace]) -> bool:
    """Whether a number comes from elsewhere at some of its places, but not at all."""
    left = _hypers([place for place in places if place not in chosen])
    return any(hyper in left for hyper in _hypers(chosen))


def _places_elsewhere(
    rule: Rule,
    subject: Subject,
    number: Number,
    places: Sequence[NumberPlace],
    values: dict[str, HyperValue],
    origin: ValueOrigin,
) -> tuple[NumberPlace, ...]:
    """Return the fewest places of a number at which the subject reads it from elsewhere."""
    scenario = origin.show(rule, subject.capabilities, values, number)
    case = make_case(rule, subject, scenario)
    if case.deviation is None:
        return ()
    own = [place for place in places if place.number == number]
    for count in range(1, len(own) + 1):
        if len(own) > FEW_PLACES and 2 < count < len(own) - 1:
            continue
        for some in combinations(own, count):
            if _explains(rule, _hypothesis(rule, some, origin), case):
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


def _hypothesis(
    rule: Rule, places: Sequence[NumberPlace], origin: ValueOrigin, losses: Sequence[Loss] = ()
) -> Hypothesis:
    edits = _edits(rule, places, origin)
    return Hypothesis(
        f"former-{'-'.join(_hypers(places))}-of-{origin.id.replace(' ', '-')}",
        "",
        "",
        origin.features.union(*(loss.features for loss in losses)),
        model=partial(
            FormerValuesModel, origin.id, edits, lambda e: any(one.happens(e) for one in losses)
        ),
        holds_values=origin.id in ("construction", "joining", "first step"),
        edits=edits,
        form=_form(rule, places),
    )


def _form(rule: Rule, places: Sequence[NumberPlace]) -> Edit | None:
    """Return the edit that writes the rule in the form that has the places; None for its own."""
    for one in read_rule(rule).functions:
        for place in places:
            if place.function.name == one.name and list(place.function.texts.values()) != list(
                one.texts.values()
            ):
                return edit_of_change(one, place.function.tree)
    return None


def _edits(rule: Rule, places: Sequence[NumberPlace], origin: ValueOrigin) -> tuple[Edit, ...]:
    """Return the edits of the source, after those of the rule; empty if they cannot be made."""
    names = {place.number.hyper: former_name(place.number.hyper, origin.id) for place in places}
    written = {function.name: function for function in read_rule(rule).functions}
    own = tuple(
        edit_of_change(written[function.name], changed)
        for function, changed in read_elsewhere(places, names)
    )
    edits = (*rule.edits, *own)
    return edits if can_apply_edits(edits) else ()
