"""``identify``: find out which rule and dialect an optimizer implements."""

from __future__ import annotations

import math
from collections.abc import Iterable

from properties.diagnosis import gathered
from properties.diagnosis.stages import Way, ways
from properties.generation.corpus import fitting
from properties.rules.registry import rules

from ..errors import CannotRun, WrongUse
from ..records.identity import Identity, Match
from ..subjects.selection import find_subject
from ..targets.options import Wording
from ..targets.resolve import resolve
from .check import Progress, silent, versions


def identify(
    target: object, *, wording: Wording | None = None, progress: Progress = silent
) -> Identity:
    """Find the rule and dialect that a target implements, or the nearest ones.

    Args:
        target: ``module:attribute``, ``path/file.py:attribute``, a class, or a factory function.
        wording: Options that describe the target. An option about a hyper-parameter applies to the
            rules that have it.
        progress: Called with the name of the current stage and the fraction that is done.

    Returns:
        The matching rules, best first.

    Raises:
        WrongUse: Unknown file, attribute, adapter or argument, or an option about a
            hyper-parameter that no rule has.
        CannotRun: The target cannot be built or stepped with the hyper-parameters of any rule.
    """
    found, wording = resolve(target), wording or Wording()
    _known_to_a_rule(wording)
    matches: list[Match] = []
    problem: CannotRun | None = None
    for k, rule in enumerate(rules().values()):
        progress(f"comparing with {rule.title}", k / len(rules()))
        try:
            subject, claimed = find_subject(found, rule, wording.of(rule))
        except CannotRun as error:
            problem = error
            continue
        cases = gathered(claimed, subject, fitting(claimed, subject.abilities))
        taken = {ours: list(theirs) for ours, theirs in subject.names.spelled.items()}
        matches += [_match(way, taken) for way in ways(claimed, cases)]
    if problem and not matches:
        raise problem
    return Identity(target=found.text, matches=_best_first(matches), versions=versions())


def _known_to_a_rule(wording: Wording) -> None:
    known = {hyper for rule in rules().values() for hyper in rule.defaults}
    for ours in (*wording.mapped, *wording.assumed):
        if ours not in known:
            raise WrongUse(
                f"No rule has a hyper-parameter {ours!r}, so the option cannot be applied. Give "
                f"one of: {', '.join(sorted(known))}."
            )


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
    """Full matches first, published rules before dialects; then by distance."""

    def key(match: Match) -> tuple[bool, float, bool, float]:
        distance = math.inf if match.distance is None else match.distance
        return not match.whole, distance, bool(match.how), -len(match.hyper) / _size(match.rule)

    return sorted(matches, key=key)


def _size(rule: str) -> int:
    return max(1, len(rules()[rule].defaults))
