"""Search for the arguments that make two optimizers of one rule agree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from properties.conversion import (
    EVERY_GRADIENT,
    STEADY,
    Condition,
    Found,
    Search,
    conditions,
    explicit,
    held,
)
from properties.enclosures.evaluate import enclose
from properties.generation.corpus import fitting
from properties.generation.families import everyday
from properties.generation.sampling import sampled
from properties.rules.registry import Rule
from properties.scenarios.model import Scenario
from properties.subjects.hyper_names import Names
from properties.subjects.trajectory import Abilities

from ..adapters import Live
from ..errors import WrongUse
from ..targets.hyper_mapping import constructor_defaults

# Random scenarios beside those of the corpus.
DRAWN = 40


def searched(leader: Live, own: Rule, follower: Live, other: Rule) -> tuple[Search, Found | None]:
    """Return the best search over the values that the target may have hard-coded."""
    ends = []
    for always in _built_in(leader, own, follower, other):
        search = _search(leader, own, follower, other, always)
        found = search.found()
        if found and found.recipe.conditions == search.always:
            return search, found
        ends.append((search, found))
    found_some = [end for end in ends if end[1]]
    return (found_some or ends)[0]


def _built_in(
    leader: Live, own: Rule, follower: Live, other: Rule
) -> Iterator[tuple[Condition, ...]]:
    """Values that the target may have in place of arguments: the rule's defaults, or zeros."""
    missing = [h for h in own.defaults if h in leader.abilities.hyper - follower.abilities.hyper]
    usual = tuple(held(h, other.defaults[h]) for h in missing)
    yield usual
    zeros = tuple(
        held(h, 0.0) if isinstance(other.defaults[h], float) else c
        for h, c in zip(missing, usual, strict=True)
    )
    if any(a.value != b.value for a, b in zip(usual, zeros, strict=True)):
        yield zeros


def limits(leader: Live, follower: Live) -> Iterator[Condition]:
    """Conditions for capabilities that the source has and the target lacks."""
    one, other = leader.abilities, follower.abilities
    if one.can("no gradient") and not other.can("no gradient"):
        yield EVERY_GRADIENT
    if one.settable & other.hyper - other.settable:
        yield STEADY


def _search(
    leader: Live, own: Rule, follower: Live, other: Rule, built_in: Sequence[Condition]
) -> Search:
    """Set up the search with the scenarios that both can run."""
    taken, given = leader.abilities.hyper, follower.abilities.hyper
    always = (*built_in, *limits(leader, follower))
    return Search(
        rule=own,
        leader=leader,
        follower=lru_cache(partial(_with_flags, follower)),
        enclosing=partial(enclose, other if other.formulation else own),
        scenarios=_scenarios(leader, own, follower),
        always=always,
        possible=[c for c in conditions(own, taken & given) if c not in always],
        flags=_flags(follower),
    )


def _scenarios(leader: Live, own: Rule, follower: Live) -> list[Scenario]:
    """Scenarios of the corpus and random ones, with all the source's arguments explicit."""
    shared = _shared(leader.abilities, follower.abilities)
    drawn = sampled(everyday(own, shared), DRAWN, seed=3) if _in_common(shared) else []
    found = [s for s in (*fitting(own, shared), *drawn) if len(s.groups) == 1]
    if not found:
        raise WrongUse(
            f"{leader.name} and {follower.name} support no common precision, so their results "
            "cannot be compared. Choose two optimizers that share float32 or float64."
        )
    return [explicit(s, own.defaults, leader.abilities.hyper) for s in found]


def _shared(one: Abilities, other: Abilities) -> Abilities:
    """The common capabilities; hyper-parameters that the target lacks may still change."""
    return Abilities(
        one.hyper,
        one.settable & (other.settable | (one.hyper - other.hyper)),
        one.required,
        {"groups": "one set of hyper-parameters is enough", **other.lacks, **one.lacks},
    )


def _in_common(shared: Abilities) -> bool:
    return shared.can("float64") or shared.can("float32")


def _with_flags(follower: Live, flags: Collection[tuple[str, Any]]) -> Live:
    fixed = {**follower.names.fixed, **dict(flags)}
    return replace(follower, names=Names(follower.names.spelled, fixed))


def _flags(follower: Live) -> dict[str, Any]:
    """Arguments that are no hyper-parameter of the rule, with another value to try."""
    spelled = {t for theirs in follower.names.spelled.values() for t in theirs}
    defaults = constructor_defaults(follower.target.thing)
    unknown = {n: v for n, v in defaults.items() if n not in spelled | follower.names.fixed.keys()}
    switches = {n: not v for n, v in unknown.items() if isinstance(v, bool)}
    numbers = {n: 0.0 for n, v in unknown.items() if isinstance(v, float) and v}
    return {**switches, **numbers}
