"""Traits are declared by a rule: one that is declared wrongly contradicts what the rule does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from optimcore import Optimizer, Parameter
from properties.comparison.evidence import Evidence
from properties.dialects import dialects
from properties.generation.corpus import corpus
from properties.laws import Trial, laws
from properties.rules.registry import Rule, rules
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject

# The law that each trait makes one of the rule's.
LAWS = {
    "elementwise": "partition",
    "shapeless": "reshape",
    "gradient_powers": "scaling",
    "odd": "negation",
    "one_count": "absent-gradient",
}

PUBLISHED: dict[str, tuple[Rule, Subject]] = {
    name: (rule, CoreSubject(name)) for name, rule in rules().items()
}
SPOKEN: dict[str, tuple[Rule, Subject]] = {
    name: (dialect.applied_rule(), dialect.subject()) for name, dialect in dialects().items()
}
DECLARED = PUBLISHED | SPOKEN


def trait_evidence(rule: Rule, subject: Subject, trait: str) -> Iterator[Evidence]:
    """What the law of a trait sees of a subject on the rule's corpus."""
    for scenario in corpus(rule.name):
        evidence = laws()[LAWS[trait]].judge(Trial(rule, subject, scenario))
        if evidence is not None:
            yield evidence


def wrong(rule: Rule) -> Iterator[tuple[str, Any]]:
    """Yield wrong declarations of traits: the name of the trait and the wrong value."""
    for trait in ("elementwise", "shapeless", "odd"):
        if not getattr(rule, trait):
            yield trait, True
    if rule.one_count:
        yield "one_count", False
    powers = rule.gradient_powers
    if powers is None:
        yield "gradient_powers", {name: 1 for name in rule.defaults if name.startswith("eps")}
        return
    for name, power in powers.items():
        yield "gradient_powers", {**powers, name: power + 1}
        yield "gradient_powers", {**powers, name: power - 1}


WRONG = [
    (name, trait, value) for name, (rule, _) in DECLARED.items() for trait, value in wrong(rule)
]


@pytest.mark.parametrize(("name", "trait", "value"), WRONG, ids=str)
def test_a_trait_declared_wrongly_is_caught(name: str, trait: str, value: Any) -> None:
    rule, subject = DECLARED[name]
    assert any(e.is_broken for e in trait_evidence(replace(rule, **{trait: value}), subject, trait))


HAD = [
    (name, trait)
    for name, (rule, _) in DECLARED.items()
    for trait in LAWS
    if getattr(rule, trait) not in (None, trait == "one_count")
]


@pytest.mark.parametrize(("name", "trait"), HAD)
def test_a_trait_declared_rightly_is_kept_and_decides_something(name: str, trait: str) -> None:
    evidence = list(trait_evidence(*DECLARED[name], trait))
    assert not [e.message for e in evidence if e.is_broken]
    assert sum(e.decided for e in evidence) > 0


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_moments_are_the_arrays_that_start_as_zeros(name: str) -> None:
    rule, subject = PUBLISHED[name]
    assert isinstance(subject, CoreSubject)
    make: Callable[..., Optimizer] = subject.kind
    start = make([Parameter(corpus(name)[0].arrays()[0])])
    for state in start.state.values():
        assert {key for key, value in state.items() if key != "t" and not value.any()} == set(
            rule.moments
        )
