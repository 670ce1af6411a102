"""Candidates with changes of two places, of which one alone explains some of the cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ...generation.corpus import adapt_supported
from ...mutants import Mutant, MutantSubject, further_mutants, mutants
from ...rules.registry import Rule
from ...scenarios.encoding import decode_group, encode_hyper
from ...scenarios.model import HyperValue, Scenario
from ...scenarios.transforms import change
from ...subjects.trajectory import Subject
from ..candidates.candidate import Candidate
from ..candidates.cases import Case, make_case
from ..candidates.one_edit import (
    SCREENED,
    candidate_from_mutant,
    is_near,
    is_screenable,
    shows_agreement,
)
from .zeroed_values import with_zeros

# Failing cases in which one of two changes may have no effect, and those that further ones are made
# of by setting a hyper-parameter to 0, the smallest first.
CASES = 8
SWITCHED = 4

# All mutants are run on those of these numbers; the ones that explain any are run on the others.
FIRST_CASES = 3
FIRST_SWITCHED = 2

# Number of cases in which the subject does not deviate that both changes must agree with.
SOUND = 4

# Number of first changes to which a second one is added: those that explain most cases.
FIRST = 4


def two_edit_candidates(
    rule: Rule,
    subject: Subject,
    broken: Sequence[Case],
    sound: Sequence[Case] = (),
    find: Callable[[Rule], Sequence[Mutant]] = mutants,
) -> Iterator[Candidate]:
    """Yield mutants of changes that are near the subject in small failing cases.

    The first change must explain a case in which the second has no effect, such as one with a decay
    rate of 0.

    Args:
        rule: the claimed rule.
        subject: the subject.
        broken: the cases in which the subject deviates, the smallest first.
        sound: cases in which it does not, the smallest first.
        find: returns the first changes.
    """
    cases = [case for case in broken if is_screenable(case)]
    if not cases:
        return
    screened = [*cases[:SCREENED], *[case for case in sound if shows_agreement(case)][:SOUND]]
    seen: set[str] = set()
    few = [*cases[:FIRST_CASES], *_switched_off(rule, subject, cases[:FIRST_SWITCHED])]
    more = [
        *cases[FIRST_CASES:CASES],
        *_switched_off(rule, subject, cases[FIRST_SWITCHED:SWITCHED]),
    ]
    for first in _best_first_changes(find(rule), rule, few, more):
        for both in further_mutants(first):
            tried = MutantSubject(rule, both)
            # An id takes longer than a run.
            is_candidate = all(is_near(rule, tried, case) for case in screened)
            if is_candidate and both.id not in seen:
                seen.add(both.id)
                yield candidate_from_mutant(rule, both)


def _best_first_changes(
    changes: Sequence[Mutant], rule: Rule, few: Sequence[Case], more: Sequence[Case]
) -> list[Mutant]:
    """Return the changes that explain most of the cases, each of which explains some of a few."""
    counted = []
    for k, mutant in enumerate(changes):
        tried = MutantSubject(rule, mutant)
        near = frozenset(id(case) for case in few if is_near(rule, tried, case))
        if near:
            near |= {id(case) for case in more if is_near(rule, tried, case)}
            counted.append((-len(near), k, mutant, near))
    chosen: list[Mutant] = []
    seen: set[frozenset[int]] = set()
    for _, _, mutant, near in sorted(counted, key=lambda one: one[:2]):
        # Of changes that explain the same cases one is enough, unless there is room for more.
        if near not in seen:
            seen.add(near)
            chosen.append(mutant)
    others = [mutant for _, _, mutant, _ in sorted(counted, key=lambda one: one[:2])]
    rest = [mutant for mutant in others if all(mutant is not one for one in chosen)]
    return [*chosen, *rest][:FIRST]


def _switched_off(rule: Rule, subject: Subject, cases: Sequence[Case]) -> Iterator[Case]:
    """Yield cases like the given ones with a hyper-parameter, or a part of one, that is 0."""
    for case in cases:
        given = {**rule.defaults, **decode_group(case.scenario.groups[0])}
        for name, value in given.items():
            for other in with_zeros(value) if name in subject.capabilities.hyper else ():
                scenario = adapt_supported(
                    rule, _with_hyper(case.scenario, name, other), subject.capabilities
                )
                if scenario:
                    found = make_case(rule, subject, scenario)
                    if found.is_broken and is_screenable(found):
                        yield found


def _with_hyper(scenario: Scenario, name: str, value: HyperValue) -> Scenario:
    [group] = scenario.groups
    return change(scenario, groups=({**group, name: encode_hyper(value)},))
