"""``identify``: no claim given; which rule does this optimizer follow, and in which dialect?"""

from __future__ import annotations

import math
from collections.abc import Iterable

from properties.corpus import fitting
from properties.diagnosis import gathered
from properties.diagnosis.ways import Way, ways
from properties.rules import rules

from .check import Progress, silent, versions
from .errors import CannotRun
from .records import Identity, Match
from .smoke import find_subject
from .target import resolve


def identify(
    target: object, *, adapter: str | None = None, progress: Progress = silent
) -> Identity:
    """Say which rule and dialect a target follows, or which comes nearest.

    Args:
        target: ``module:attribute``, ``path/file.py:attribute``, a class, or a factory.
        adapter: the name of the adapter, where the right one is not found by itself.
        progress: called with what is being done and which part of it is done.

    Raises:
        WrongUse: there is no such file, attribute or adapter.
        CannotRun: no rule's hyper-parameters fit it: it cannot be built or stepped.
    """
    found = resolve(target)
    matches: list[Match] = []
    problem: CannotRun | None = None
    for k, rule in enumerate(rules().values()):
        progress(f"is it {rule.title}?", k / len(rules()))
        try:
            subject, claimed = find_subject(found, rule, adapter=adapter)
        except CannotRun as error:
            problem = error
            continue
        cases = gathered(claimed, subject, fitting(claimed, subject.abilities))
        taken = {ours: list(theirs) for ours, theirs in subject.names.spelled.items()}
        matches += [_match(way, taken) for way in ways(claimed, cases)]
    if problem and not matches:
        raise problem
    return Identity(target=found.text, matches=_best_first(matches), versions=versions())


def _match(way: Way, taken: dict[str, list[str]]) -> Match:
    one = way.candidate
    return Match(
        rule=way.rule.name,
        title=way.rule.title,
        how=one.id if one else "",
        words=one.title if one else "",
        diff=one.diff if one else "",
        libraries=list(one.libraries) if one else [],
        hyper=taken,
        distance=way.distance if math.isfinite(way.distance) else None,
        cases=way.explained,
        of=way.of,
    )


def _best_first(matches: Iterable[Match]) -> list[Match]:
    """What explains everything, as published before otherwise, then what comes nearest."""

    def key(match: Match) -> tuple[bool, float, bool, float]:
        distance = math.inf if match.distance is None else match.distance
        return not match.whole, distance, bool(match.how), -len(match.hyper) / _size(match.rule)

    return sorted(matches, key=key)


def _size(rule: str) -> int:
    return max(1, len(rules()[rule].defaults))
