"""``identify``: no claim given; which rule does this optimizer follow, and in which dialect?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from properties.corpus import fitting
from properties.diagnosis import Candidate, Case, gathered
from properties.diagnosis.candidates import pairs, singles
from properties.diagnosis.fitting import fits
from properties.evidence import within
from properties.rules import Rule, rules
from properties.trajectory import Raised

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
        matches += [_match(how, cases, taken) for how in _ways(claimed, cases)]
    if problem and not matches:
        raise problem
    return Identity(target=found.text, matches=_best_first(matches), versions=versions())


@dataclass(frozen=True)
class _Way:
    """A rule, or a candidate of it, and the cases that it explains."""

    rule: Rule
    candidate: Candidate | None
    explained: int
    distance: float = 0.0


def _ways(rule: Rule, cases: Sequence[Case]) -> Iterator[_Way]:
    """The rule itself if it explains everything; else what does; else how far each comes."""
    sound = sum(_decided(case) for case in cases)
    broken = [case for case in cases if case.broken]
    if not broken:
        if sound:
            yield _Way(rule, None, len(cases))
        return
    whole = [c for c in _known(rule, broken) if all(c.explains(case) for case in cases)]
    if whole:
        yield from (_Way(rule, c, len(cases)) for c in whole)
        return
    yield _Way(rule, None, len(cases) - len(broken), median(map(_distance, broken)))


def _distance(case: Case) -> float:
    """How far off the subject is in the end, beside how far the rule has moved the parameters."""
    if isinstance(case.run, Raised):
        return math.inf
    ends = zip(case.run.frames[-1], case.enclosure.mid[-1], case.scenario.arrays(), strict=True)
    with np.errstate(all="ignore"):
        both = [(np.abs(a - mid).max(initial=0.0), np.abs(mid - start).max(initial=0.0))
                for a, mid, start in ends]  # fmt: skip
    off, moved = (max(float(x) for x in sizes) for sizes in zip(*both, strict=True))
    return off / moved if moved and math.isfinite(off / moved) else math.inf


def _known(rule: Rule, broken: Sequence[Case]) -> Iterable[Candidate]:
    """Dialects, then other numbers, then two dialects at once: the first kind that fits."""
    spoken = [c for c in singles(rule) if c.kind == "dialect"]
    for stage in (spoken, fits(rule, broken), pairs(spoken)):
        fitting_ones = [c for c in stage if all(c.explains(case) for case in broken)]
        if fitting_ones:
            return fitting_ones
    return ()


def _decided(case: Case) -> bool:
    if isinstance(case.run, Raised):
        return False
    return bool(within(case.scenario, case.run, case.enclosure).decided)


def _match(way: _Way, cases: Sequence[Case], taken: dict[str, list[str]]) -> Match:
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
        of=len(cases),
    )


def _best_first(matches: Iterable[Match]) -> list[Match]:
    """What explains everything, as published before otherwise, then what comes nearest."""

    def key(match: Match) -> tuple[bool, float, bool, float]:
        distance = math.inf if match.distance is None else match.distance
        return not match.whole, distance, bool(match.how), -len(match.hyper) / _size(match.rule)

    return sorted(matches, key=key)


def _size(rule: str) -> int:
    return max(1, len(rules()[rule].defaults))
