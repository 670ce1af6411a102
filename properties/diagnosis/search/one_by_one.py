"""Several changes of a formula, found by switching hyper-parameters on one after the other.

With most of them off, few changes have an effect, and each further one shows what it adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from math import inf

import numpy as np

from ...generation.other_values import other_values
from ...mutants import MutantSubject, mutants, wider_changes
from ...rules.registry import Rule
from ...scenarios.model import HyperValue, Scenario
from ...subjects.trajectory import Capabilities, Subject, SubjectError
from ..candidates.candidate import Candidate
from ..candidates.candidate_pool import (
    candidate_from_rule,
    combine,
    cross_rule_mutants,
    single_changes,
)
from ..candidates.cases import Case, make_case
from ..candidates.joined_titles import join_titles
from ..candidates.one_edit import candidate_from_mutant, is_near, is_screenable
from ..candidates.telling_steps import supported_steps

# The gradients of the steps: of both signs, and of several sizes.
GRADIENTS = (0.5, -0.25, 1.0, 0.0625, -2.0, 0.75, 0.125, -0.5, 1.5, 0.25, -1.0, 0.375)

# A number below this one is one such as eps, which is switched off by 0.
TINY = 1e-3

# Number of explanations that are continued, and of changes in each of them at most.
KEPT = 4
MOST = 5


def one_by_one_candidates(
    rule: Rule, subject: Subject, broken: Sequence[Case] = ()
) -> Iterator[Candidate]:
    """Yield combinations of changes that explain scenarios with ever more hyper-parameters.

    Args:
        rule: the claimed rule.
        subject: the subject.
        broken: further cases in which the subject deviates, the smallest first.
    """
    scenarios = scenarios_one_by_one(rule, subject.capabilities)
    found = [candidate_from_rule(rule)]
    explained: list[Case] = []
    for case in chain((make_case(rule, subject, s) for s in scenarios), broken):
        if isinstance(case.run, SubjectError):
            continue
        explained.append(case)
        agreeing = [one for one in found if _explains_all(one, [case])]
        found = agreeing or list(_extend(rule, found, explained))[:KEPT]
        if not found:
            return
    yield from (one for one in found if one.edits != rule.edits)


def scenarios_one_by_one(rule: Rule, taken: Capabilities) -> Iterator[Scenario]:
    """Yield plain steps without weight decay and eps, and then with one other value at a time."""
    others = other_values(rule, taken)
    usual = {name: rule.defaults[name] for name in others}
    # Without momentum, what acts on it does not show.
    usual |= {name: others[name] for name in ("lr", "momentum") if name in others}
    off = {name: 0.0 if _can_be_off(name, value) else value for name, value in usual.items()}
    numbers = {name: value for name, value in others.items() if not isinstance(value, bool)}
    one_on = ({**off, name: value} for name, value in others.items() if value != off[name])
    yield from supported_steps(rule, taken, (off, usual, *one_on, {**off, **numbers}), GRADIENTS)


def _can_be_off(name: str, value: HyperValue) -> bool:
    return name == "weight_decay" or (isinstance(value, float) and 0 <= value < TINY)


def _explains_all(candidate: Candidate, cases: Sequence[Case]) -> bool:
    if candidate.edits == candidate.claimed.edits:
        return not any(case.is_broken for case in cases)
    return all(candidate.explains(case) for case in cases)


def _extend(rule: Rule, found: Sequence[Candidate], cases: Sequence[Case]) -> Iterator[Candidate]:
    """Yield the candidates with one more change that explain all cases, catalogued ones first.

    If there is none, yield those with a dialect and one more change.
    """
    known = [*single_changes(rule), *cross_rule_mutants(rule)]
    yield from (
        _extend_once(rule, found, known, cases)
        or _extend_once(rule, _add_dialects(rule, found, known, cases), known, cases)
    )


def _extend_once(
    rule: Rule, found: Sequence[Candidate], known: Sequence[Candidate], cases: Sequence[Case]
) -> list[Candidate]:
    by_known = [
        both
        for one in found
        for more in known
        if (both := _combine(rule, one, more)) and _explains_all(both, cases)
    ]
    short = [one for one in found if one.id.count("+") < MOST]
    return by_known or [both for one in short for both in _extend_by_mutants(rule, one, cases)]


def _add_dialects(
    rule: Rule, found: Sequence[Candidate], known: Sequence[Candidate], cases: Sequence[Case]
) -> list[Candidate]:
    """Return the candidates with a dialect that brings them nearer to the newest case alone."""
    *earlier, newest = cases
    before = {one.id: _distance(one, newest) for one in found}
    added = [
        both
        for one in found
        for more in known
        if more.kind == "dialect"
        and (both := _combine(rule, one, more))
        and _distance(both, newest) < before[one.id]
        and _explains_all(both, earlier)
    ]
    return sorted(added, key=lambda one: _distance(one, newest))[:KEPT]


def _combine(rule: Rule, candidate: Candidate, more: Candidate) -> Candidate | None:
    return more if candidate.edits == rule.edits else combine(candidate, more)


def _distance(candidate: Candidate, case: Case) -> float:
    run = candidate.run_values(case.scenario)
    if isinstance(run, SubjectError) or isinstance(case.run, SubjectError):
        return inf
    with np.errstate(all="ignore"):
        off = [
            float(np.abs(a - b).sum())
            for theirs, ours in zip(case.run.frames, run.frames, strict=True)
            for a, b in zip(theirs, ours, strict=True)
        ]
    return sum(off) if np.isfinite(sum(off)) else inf


def _extend_by_mutants(
    rule: Rule, candidate: Candidate, cases: Sequence[Case]
) -> Iterator[Candidate]:
    """Yield a candidate with a change of one place of its own formula."""
    changed = replace(rule, edits=candidate.edits)
    shown = [case for case in cases if is_screenable(case)][::-1]
    for find in (mutants, wider_changes):
        explained = False
        for mutant in find(changed):
            tried = MutantSubject(changed, mutant)
            if all(is_near(changed, tried, case) for case in shown):
                both = _join(rule, candidate, candidate_from_mutant(changed, mutant))
                if _explains_all(both, cases):
                    explained = True
                    yield both
        if explained:
            return


def _join(rule: Rule, candidate: Candidate, more: Candidate) -> Candidate:
    if candidate.edits == rule.edits:
        return replace(more, claimed=rule)
    return replace(
        more,
        id=f"{candidate.id}+{more.id}",
        title=join_titles(candidate.title, more.title),
        explanation=candidate.explanation,
        claimed=rule,
        libraries=candidate.libraries,
    )
