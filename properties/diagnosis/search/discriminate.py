"""Further scenarios to discriminate between candidates that explain all cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from ...comparison.trajectories import equivalent_within_rounding
from ...generation.corpus import adapt_supported
from ...generation.families import small_scenarios
from ...generation.sampling import find_scenario
from ...rules.registry import Rule
from ...scenarios.model import Scenario
from ...subjects.trajectory import Subject, SubjectError
from ..candidates.candidate import Candidate
from ..candidates.cases import make_case
from .zeroed_values import zeroed_scenarios

# Number of scenarios searched for one that discriminates between two candidates.
SEEKING = 60


def discriminate(
    rule: Rule,
    subject: Subject,
    candidates: Sequence[Candidate],
    scenarios: st.SearchStrategy[Scenario] | None = None,
) -> list[Candidate]:
    """Return the candidates that also explain the subject on discriminating scenarios.

    Candidates that no scenario discriminates are all kept.

    Args:
        rule: the rule that the cases are made with.
        subject: the subject.
        candidates: the candidates, the best first.
        scenarios: where to search for discriminating scenarios; by default in those in which a
            hyper-parameter is 0, and then in small ones of the rule.
    """
    left = list(candidates)
    if scenarios is None:
        left = _discriminate_by_zeros(rule, subject, left)
    drawn = small_scenarios(rule, subject.capabilities) if scenarios is None else scenarios
    for _ in range(len(left)):
        scenario = _find_discriminating_scenario(rule, subject, left, drawn)
        if scenario is None:
            return left
        seen = make_case(rule, subject, scenario)
        kept = [one for one in left if one.explains(seen)]
        if not kept or len(kept) == len(left):
            return left
        left = kept
    return left


def _discriminate_by_zeros(
    rule: Rule, subject: Subject, candidates: Sequence[Candidate]
) -> list[Candidate]:
    left = list(candidates)
    if not _have_different_formulas(left):
        return left
    for scenario in zeroed_scenarios(rule, subject.capabilities):
        if any(_differ(left[0], other, scenario) for other in left[1:]):
            seen = make_case(rule, subject, scenario)
            left = [one for one in left if one.explains(seen)] or left
    return left


def _have_different_formulas(candidates: Sequence[Candidate]) -> bool:
    return len({(one.name, one.edits, one.wrappings) for one in candidates}) > 1


def agrees_in_own_scenarios(rule: Rule, subject: Subject, candidate: Candidate) -> bool:
    """Return whether a candidate agrees in scenarios that show what it does around the rule."""
    own = _scenarios_of_wrappings(rule, subject, [candidate])
    return all(candidate.agrees_in(make_case(rule, subject, scenario)) for scenario in own)


def _find_discriminating_scenario(
    rule: Rule,
    subject: Subject,
    candidates: Sequence[Candidate],
    scenarios: st.SearchStrategy[Scenario],
) -> Scenario | None:
    """Return a scenario on which the first candidate differs from another one, or None."""
    if not _have_different_formulas(candidates):
        return None

    def discriminates(scenario: Scenario) -> bool:
        return len(scenario.groups) == 1 and any(
            _differ(candidates[0], other, scenario) for other in candidates[1:]
        )

    own = _scenarios_of_wrappings(rule, subject, candidates)
    found = next(filter(discriminates, own), None)
    return found or find_scenario(scenarios, discriminates, SEEKING, seed=2)


def _scenarios_of_wrappings(
    rule: Rule, subject: Subject, candidates: Sequence[Candidate]
) -> Iterator[Scenario]:
    """Yield the scenarios that show what candidates do around the rule."""
    for wrapping in {w.id: w for one in candidates for w in one.wrappings}.values():
        for scenario in wrapping.scenarios(rule.name, rule.defaults):
            adapted = adapt_supported(rule, scenario, subject.capabilities)
            if adapted:
                yield adapted


def _differ(candidate: Candidate, other: Candidate, scenario: Scenario) -> bool:
    here, there = (c.run_values(scenario) for c in (candidate, other))
    if isinstance(here, SubjectError) or isinstance(there, SubjectError):
        return False
    return not equivalent_within_rounding(
        here, there, candidate.enclosure(candidate.translate_scenario(scenario))
    )
