"""Further scenarios to discriminate between candidates that explain all cases."""

from __future__ import annotations

from collections.abc import Sequence

from ..comparison.trajectories import equivalent_within_rounding
from ..generation.families import small_scenarios
from ..generation.sampling import find_scenario
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import Subject, SubjectError
from .candidate import Candidate
from .cases import make_case

# Number of scenarios searched for one that discriminates between two candidates.
SEEKING = 60


def discriminate(rule: Rule, subject: Subject, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that also explain the subject on discriminating scenarios.

    Candidates that no scenario discriminates are all kept.
    """
    left = list(candidates)
    for _ in range(len(candidates)):
        scenario = _find_discriminating_scenario(rule, subject, left)
        if scenario is None:
            return left
        seen = make_case(rule, subject, scenario)
        kept = [one for one in left if one.explains(seen)]
        if not kept or len(kept) == len(left):
            return left
        left = kept
    return left


def _find_discriminating_scenario(
    rule: Rule, subject: Subject, candidates: Sequence[Candidate]
) -> Scenario | None:
    """Return a scenario on which the first candidate differs from another one, or None."""
    if len({(one.name, one.edits) for one in candidates}) < 2:
        return None
    return find_scenario(
        small_scenarios(rule, subject.capabilities),
        lambda s: len(s.groups) == 1 and any(_differ(candidates[0], o, s) for o in candidates[1:]),
        SEEKING,
        seed=2,
    )


def _differ(candidate: Candidate, other: Candidate, scenario: Scenario) -> bool:
    here, there = (c.run(scenario) for c in (candidate, other))
    if isinstance(here, SubjectError) or isinstance(there, SubjectError):
        return False
    return not equivalent_within_rounding(
        here, there, candidate.enclosure(candidate.translate_scenario(scenario))
    )
