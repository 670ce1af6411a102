"""Search for the arguments that make two optimizers of one rule agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from properties.conversion import (
    EVERY_GRADIENT,
    STEADY,
    Condition,
    Search,
    SearchResult,
    candidate_conditions,
    fixed_condition,
    write_defaults,
)
from properties.diagnosis.hypotheses.features import strip_features
from properties.enclosures.evaluate import enclose
from properties.generation.corpus import supported_scenarios
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.rules.registry import Rule
from properties.scenarios.model import Scenario
from properties.subjects.trajectory import Capabilities

from ..errors import WrongUse
from ..worker import OpenedSubject

# Random scenarios beside those of the corpus.
DRAWN = 40


def _keep_plain_steps(scenario: Scenario) -> Scenario:
    """Return the part of a scenario that shows the formula alone, if there is one."""
    keep = () if scenario.dtype == "float64" else ("precision",)
    return next(strip_features(scenario, keep), scenario)


FORMULA_ALONE = Condition(
    _keep_plain_steps,
    words="each step has one parameter with a gradient, and nothing happens between steps",
)


def find_best_search(
    source: OpenedSubject, own: Rule, target: OpenedSubject, other: Rule
) -> tuple[Search, SearchResult | None]:
    """Return the best search over the values that the target may have hard-coded."""
    ends = []
    for always in _fixed_value_choices(source, own, target, other):
        search = _make_search(source, own, target, other, always)
        found = search.find_recipe()
        if found and found.recipe.conditions == search.always:
            return search, found
        ends.append((search, found))
    found_some = [end for end in ends if end[1]]
    return (found_some or ends)[0]


def _fixed_value_choices(
    source: OpenedSubject, own: Rule, target: OpenedSubject, other: Rule
) -> Iterator[tuple[Condition, ...]]:
    """Values that the target may have in place of arguments: the rule's defaults, or zeros."""
    missing = [
        h for h in own.defaults if h in source.capabilities.hyper - target.capabilities.hyper
    ]
    usual = tuple(fixed_condition(h, other.defaults[h]) for h in missing)
    yield usual
    zeros = tuple(
        fixed_condition(h, 0.0) if isinstance(other.defaults[h], float) else c
        for h, c in zip(missing, usual, strict=True)
    )
    if any(a.value != b.value for a, b in zip(usual, zeros, strict=True)):
        yield zeros


def capability_conditions(source: OpenedSubject, target: OpenedSubject) -> Iterator[Condition]:
    """Conditions for capabilities that the source has and the target lacks."""
    one, other = source.capabilities, target.capabilities
    if one.supports("no gradient") and not other.supports("no gradient"):
        yield EVERY_GRADIENT
    if one.settable & other.hyper - other.settable:
        yield STEADY


def _make_search(
    source: OpenedSubject,
    own: Rule,
    target: OpenedSubject,
    other: Rule,
    built_in: Sequence[Condition],
) -> Search:
    """Set up the search with the scenarios that both can run."""
    taken, given = source.capabilities.hyper, target.capabilities.hyper
    always = (*built_in, *capability_conditions(source, target))
    return Search(
        rule=own,
        source=source,
        target=lru_cache(lambda flags: target.with_fixed(dict(flags))),
        enclose=partial(enclose, other if other.rounding_variant else own),
        scenarios=_common_scenarios(source, own, target),
        always=always,
        possible=[
            FORMULA_ALONE,
            *(c for c in candidate_conditions(own, taken & given) if c not in always),
        ],
        flags=_candidate_flags(target),
    )


def _common_scenarios(source: OpenedSubject, own: Rule, target: OpenedSubject) -> list[Scenario]:
    """Scenarios of the corpus and random ones, with all the source's arguments explicit."""
    shared = _shared_capabilities(source.capabilities, target.capabilities)
    drawn = (
        sample_scenarios(small_scenarios(own, shared), DRAWN, seed=3)
        if _has_common_precision(shared)
        else []
    )
    found = [s for s in (*supported_scenarios(own, shared), *drawn) if len(s.groups) == 1]
    if not found:
        raise WrongUse(
            f"{source.name} and {target.name} support no common precision, so their results "
            "cannot be compared. Choose two optimizers that share float32 or float64."
        )
    return [write_defaults(s, own.defaults, source.capabilities.hyper) for s in found]


def _shared_capabilities(first: Capabilities, other: Capabilities) -> Capabilities:
    """The common capabilities; hyper-parameters that the target lacks may still change."""
    return Capabilities(
        first.hyper,
        first.settable & (other.settable | (first.hyper - other.hyper)),
        first.required,
        {
            "groups": "one set of hyper-parameters is enough",
            **other.unsupported,
            **first.unsupported,
        },
        few_shapes=first.few_shapes or other.few_shapes,
    )


def _has_common_precision(shared: Capabilities) -> bool:
    return shared.supports("float64") or shared.supports("float32")


def _candidate_flags(target: OpenedSubject) -> dict[str, Any]:
    """Arguments that are no hyper-parameter of the rule, with another value to try."""
    untouched = target.untouched
    switches = {n: not v for n, v in untouched.items() if isinstance(v, bool)}
    numbers = {n: 0.0 for n, v in untouched.items() if isinstance(v, float) and v}
    return {**switches, **numbers}
