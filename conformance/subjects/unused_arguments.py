"""Find the hyper-parameters that a constructor with ``**kwargs`` accepts and nothing reads.

An argument in the signature is expected to have an effect. Many constructors have ``**kwargs`` only
so that the same settings can be passed to several optimizers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice

from properties.comparison.trajectories import bit_identical
from properties.enclosures.evaluate import enclose
from properties.generation.corpus import corpus, supported_scenarios
from properties.generation.probes import build_simplest
from properties.rules.registry import Rule
from properties.scenarios.encoding import decode_hyper
from properties.scenarios.model import Scenario
from properties.scenarios.transforms import set_everywhere
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import SubjectError

from ..adapters import AdaptedSubject
from ..targets.keyword_forwarding import names_argument

# An argument that no optimizer has.
UNKNOWN = "conformance_unknown_argument"

# Longer scenarios take time, and an argument is tried in at most so many.
LONGEST = 12
TRIED = 6


def find_unused(subject: AdaptedSubject, rule: Rule, undeclared: Collection[str]) -> list[str]:
    """Return the hyper-parameters that the constructor accepts without any use.

    Args:
        subject: The subject with the hyper-parameters that its constructor does not reject.
        rule: The rule.
        undeclared: Hyper-parameters that only ``**kwargs`` accepts.
    """
    tried = sorted(subject.capabilities.hyper.intersection(undeclared))
    if not tried or _rejects_unknown(subject, rule):
        return []
    return [name for name in tried if _is_unused(subject, rule, name)]


def _rejects_unknown(subject: AdaptedSubject, rule: Rule) -> bool:
    """Return whether the constructor rejects what it does not know, so that it knows the rest."""
    fixed = {**subject.names.fixed, UNKNOWN: 0.5}
    asked = replace(subject, names=HyperNames(subject.names.mapped, fixed))
    run = asked.run(build_simplest(subject.capabilities, rule, events=()))
    return isinstance(run, SubjectError)


def _is_unused(subject: AdaptedSubject, rule: Rule, name: str) -> bool:
    """Return whether a value changes no bit in any scenario in which the rule says it must.

    If no scenario can show an effect, the argument counts as used.
    """
    if any(names_argument(subject.target.thing, theirs) for theirs in subject.names.mapped[name]):
        return False
    pairs = list(islice(_telling_pairs(subject, rule, name), TRIED))
    return bool(pairs) and not any(_differ(subject, one, other) for one, other in pairs)


def _telling_pairs(
    subject: AdaptedSubject, rule: Rule, name: str
) -> Iterator[tuple[Scenario, Scenario]]:
    """Yield scenarios with and without a value on which the results of the rule depend."""
    found = supported_scenarios(rule, subject.capabilities) if corpus(rule.name) else ()
    for scenario in found:
        given = scenario.groups[0].get(name)
        if given is None or scenario.steps > LONGEST or len(scenario.groups) > 1:
            continue
        if decode_hyper(given) == rule.defaults[name]:
            continue
        other = set_everywhere(scenario, **{name: rule.defaults[name]})
        if len(other.events) == len(scenario.events) and enclose(rule, scenario).is_disjoint(
            enclose(rule, other)
        ):
            yield scenario, other


def _differ(subject: AdaptedSubject, one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios have different results, or the subject rejects one of them."""
    here, there = subject.run(one), subject.run(other)
    if isinstance(here, SubjectError) or isinstance(there, SubjectError):
        return isinstance(here, SubjectError) != isinstance(there, SubjectError)
    return not bit_identical(here, there)
