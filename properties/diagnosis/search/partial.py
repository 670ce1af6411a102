"""Explanations of a part of the cases, which are never called the diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ...rules.registry import Rule
from ...scenarios.encoding import decode_group
from ...scenarios.model import HyperValue, SetHyper
from ..candidates.candidate import Candidate
from ..candidates.cases import Case
from .results import RankedCandidate

# The fraction of the failing cases that a candidate must explain to be reported.
WORTH = 0.75

# Number of failing cases that every candidate is tested on first.
FIRST = 8

# With fewer failing cases, a candidate can explain them by coincidence.
ENOUGH = 3


def find_partial(candidates: Sequence[Candidate], cases: Sequence[Case]) -> list[RankedCandidate]:
    """Return the candidate that explains most failing cases, if it explains enough of them.

    It must explain most of the other cases as well, in which the subject follows the rule.
    """
    broken = [c for c in cases if c.is_broken]
    sound = [c for c in cases if not c.is_broken]
    tried = broken[:FIRST]
    counted = [RankedCandidate(c, sum(c.explains(case) for case in tried)) for c in candidates]
    best = max(counted, key=lambda n: n.cases, default=None)
    if best is None or not tried or best.cases < WORTH * len(tried):
        return []
    of_broken = sum(best.candidate.explains(c) for c in broken)
    of_sound = sum(best.candidate.explains(c) for c in sound)
    if of_broken < WORTH * len(broken) or of_sound < WORTH * len(sound):
        return []
    return [RankedCandidate(best.candidate, of_broken + of_sound)]


def explain_switched_off(
    rule: Rule, cases: Sequence[Case], find: Callable[[Sequence[Case]], Candidate | None]
) -> Iterator[str]:
    """Yield what explains all cases without an optional part of the rule, such as weight decay.

    Args:
        rule: the claimed rule.
        cases: all cases.
        find: returns a candidate that explains all of some cases.
    """
    for name, off in _switches(rule):
        part = [case for case in cases if _is_off(rule, case, name, off)]
        if len(part) == len(cases) or sum(case.is_broken for case in part) < ENOUGH:
            continue
        found = find(part)
        if found is not None and all(map(found.has_numbers_in, part)):
            value = off if isinstance(off, bool) else f"{off:g}"
            yield f"Where {name} is {value}, this explains all {len(part)} cases: {found.title}."
            return


def _switches(rule: Rule) -> Iterator[tuple[str, float | bool]]:
    """Yield the hyper-parameters that switch a part of the rule on, with the value for off."""
    for name, default in rule.defaults.items():
        if default is False or default == 0.0 or name == "weight_decay":
            yield name, False if isinstance(default, bool) else 0.0


def _is_off(rule: Rule, case: Case, name: str, off: HyperValue) -> bool:
    given = {**rule.defaults, **decode_group(case.scenario.groups[0])}
    changed = any(isinstance(e, SetHyper) and e.name == name for e in case.scenario.events)
    return given[name] == off and not changed
