"""Further scenarios that discriminate between candidates which explain all cases."""

from __future__ import annotations

from collections.abc import Sequence

from ..comparison.trajectories import equivalent_within_rounding
from ..generation.families import everyday
from ..generation.sampling import look_at
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import Raised, Subject
from .candidate import Candidate
from .cases import case

# Number of scenarios searched for one that discriminates between two candidates.
SEEKING = 60


def separated(rule: Rule, subject: Subject, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that also explain the subject on discriminating scenarios.

    Candidates that no scenario discriminates are all kept.
    """
    left = list(found)
    for _ in range(len(found)):
        scenario = _telling(rule, subject, left)
        if scenario is None:
            return left
        seen = case(rule, subject, scenario)
        kept = [one for one in left if one.explains(seen)]
        if not kept or len(kept) == len(left):
            return left
        left = kept
    return left


def _telling(rule: Rule, subject: Subject, found: Sequence[Candidate]) -> Scenario | None:
    """Return a scenario on which the first candidate differs from another one, or None."""
    if len({(one.name, one.edits) for one in found}) < 2:
        return None
    return look_at(
        everyday(rule, subject.abilities),
        lambda s: len(s.groups) == 1 and any(_differ(found[0], o, s) for o in found[1:]),
        SEEKING,
        seed=2,
    )


def _differ(one: Candidate, other: Candidate, scenario: Scenario) -> bool:
    here, there = (c.run(scenario) for c in (one, other))
    if isinstance(here, Raised) or isinstance(there, Raised):
        return False
    return not equivalent_within_rounding(here, there, one.enclosure(one.told(scenario)))
