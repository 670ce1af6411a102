"""``convert``: which hyper-parameters make one optimizer follow another, shown by running both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from properties.conversion import Search, conditions, explicit, held
from properties.corpus import fitting
from properties.diagnosis import gathered
from properties.diagnosis.ways import ways
from properties.enclosure import enclose
from properties.names import Names
from properties.rules import Rule, rules
from properties.sampling import sampled
from properties.scenario import Scenario
from properties.strategies import everyday
from properties.trajectory import Abilities

from .adapters import Live
from .check import Progress, silent, versions
from .conversions import Words
from .errors import WrongUse
from .records import Conversion
from .smoke import find_subject
from .spelling import Wording, constructor_defaults
from .target import claimed_rule, resolve

# Scenarios drawn beside those of the corpus, which know nothing of the other optimizer.
DRAWN = 40


def convert(
    source: object,
    target: object,
    rule: str | None = None,
    *,
    source_hyper: Mapping[str, Any] | None = None,
    target_hyper: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> Conversion:
    """Say how the target is to be built so that it does what the source does.

    Args:
        source: the optimizer to be followed, as ``check`` takes it.
        target: the one that is to follow it.
        rule: that both are named for; read from the source's name where that is plain.
        source_hyper: constructor arguments of the source, passed as they are.
        target_hyper: the same of the target.
        progress: called with what is being done and which part of it is done.

    Raises:
        WrongUse: there is no such file, attribute or rule, or nothing can be run by both.
        CannotRun: one of them cannot be built or stepped.
    """
    led, follows = resolve(source), resolve(target)
    name = claimed_rule(led, rule)
    progress(f"building {led.text}", 0.0)
    leader, own = find_subject(led, rules()[name], wording=Wording(fixed=source_hyper or {}))
    progress(f"building {follows.text}", 0.1)
    follower, other = find_subject(
        follows, rules()[name], wording=Wording(fixed=target_hyper or {})
    )
    search = _search(leader, own, follower, other)
    progress("running both", 0.2)
    found = search.found()
    progress("what each of them follows", 0.8)
    words = Words(leader, follower, own)
    return Conversion(
        source=led.text,
        target=follows.text,
        rule=name,
        possible=found is not None,
        terms=words.terms(found.recipe) if found else [],
        conditions=words.conditions(found.recipe, search.always) if found else [],
        lacking=[words.condition(condition) for condition in search.always],
        source_follows=_followed(leader, own),
        target_follows=_followed(follower, other),
        cases=found.agreement.cases if found else len(search.scenarios),
        numbers=found.agreement.numbers if found else 0,
        call=words.call(found.recipe) if found else "",
        versions=versions(),
    )


def _search(leader: Live, own: Rule, follower: Live, other: Rule) -> Search:
    """Both, and what both can be put through."""
    taken, given = leader.abilities.hyper, follower.abilities.hyper
    always = [held(h, other.defaults[h]) for h in own.defaults if h in taken - given]
    return Search(
        rule=own,
        leader=leader,
        follower=lru_cache(partial(_with_flags, follower)),
        enclosing=partial(enclose, other if other.formulation else own),
        scenarios=_scenarios(leader, own, follower),
        always=always,
        possible=list(conditions(own, taken & given)),
        flags=_flags(follower),
    )


def _scenarios(leader: Live, own: Rule, follower: Live) -> list[Scenario]:
    """Those of the corpus and some drawn ones, with every number that the leader takes in full."""
    shared = _shared(leader.abilities, follower.abilities)
    drawn = sampled(everyday(own, shared), DRAWN, seed=3) if _in_common(shared) else []
    found = [s for s in (*fitting(own, shared), *drawn) if len(s.groups) == 1]
    if not found:
        raise WrongUse(
            f"{leader.name} and {follower.name} have no precision in common, so nothing can be "
            "run by both. Compare two that have."
        )
    return [explicit(s, own.defaults, leader.abilities.hyper) for s in found]


def _shared(one: Abilities, other: Abilities) -> Abilities:
    """What both can be asked to do; what the follower has no name for may change unheard."""
    return Abilities(
        one.hyper,
        one.settable & (other.settable | (one.hyper - other.hyper)),
        one.required,
        {"groups": "one set of hyper-parameters says it all", **other.lacks, **one.lacks},
    )


def _in_common(shared: Abilities) -> bool:
    return shared.can("float64") or shared.can("float32")


def _with_flags(follower: Live, flags: Collection[tuple[str, Any]]) -> Live:
    fixed = {**follower.names.fixed, **dict(flags)}
    return replace(follower, names=Names(follower.names.spelled, fixed))


def _flags(follower: Live) -> dict[str, Any]:
    """Arguments that the rule does not know, each with the other value worth trying."""
    spelled = {t for theirs in follower.names.spelled.values() for t in theirs}
    defaults = constructor_defaults(follower.target.thing)
    unknown = {n: v for n, v in defaults.items() if n not in spelled | follower.names.fixed.keys()}
    switches = {n: not v for n, v in unknown.items() if isinstance(v, bool)}
    numbers = {n: 0.0 for n, v in unknown.items() if isinstance(v, float) and v}
    return {**switches, **numbers}


def _followed(subject: Live, rule: Rule) -> str:
    """The rule, or the dialect or other number in which a subject was seen to follow it."""
    cases = gathered(rule, subject, fitting(rule, subject.abilities))
    for way in ways(rule, cases):
        if way.whole:
            how = way.candidate.title if way.candidate else "as published"
            return f"{rule.title}: {how}"
    return f"{rule.title} in no way known here"
