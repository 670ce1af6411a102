"""Names for exceptions that a step raises where a hyper-parameter is 0, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...rules.registry import Rule
from ...scenarios.encoding import decode_group
from ...scenarios.model import HyperValue, Scenario
from ...subjects.trajectory import SubjectError
from ..candidates.candidate import Candidate
from ..candidates.cases import Case
from .raised_exceptions import with_article

# With fewer cases with and without the exception, a value can explain it by coincidence.
FEWEST = 2


def name_raised_value(claimed: Rule, cases: Sequence[Case]) -> Candidate | None:
    """Return the name of a value of 0 with which plain steps raise, if all of these cases agree.

    Args:
        claimed: the claimed rule.
        cases: plain cases.
    """
    raised = [case for case in cases if isinstance(case.run, SubjectError)]
    others = [case for case in cases if not isinstance(case.run, SubjectError)]
    kinds = {case.run.kind for case in raised if isinstance(case.run, SubjectError)}
    if min(len(raised), len(others)) < FEWEST or len(kinds) != 1:
        return None
    zeros = [frozenset(_zeros(claimed, case.scenario)) for case in cases]
    by_case = dict(zip(map(id, cases), zeros, strict=True))
    common = frozenset.intersection(*(by_case[id(case)] for case in raised))
    telling = common.difference(*(by_case[id(case)] for case in others))
    if len(telling) != 1:
        return None
    [(name, words)] = telling
    [kind] = kinds
    return Candidate(
        f"zero-{name}-raises", "mutant", f"a step with {words} = 0 raises {with_article(kind)}",
        "The rule has a step for this value.", claimed, claimed.name,
    )  # fmt: skip


def _zeros(rule: Rule, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield an id and words for each number among the hyper-parameters that is 0."""
    hyper: dict[str, HyperValue] = {**rule.defaults, **decode_group(scenario.groups[0])}
    for name, value in hyper.items():
        if isinstance(value, tuple):
            for k, one in enumerate(value):
                if one == 0:
                    yield f"{name}-{k}", f"{name}[{k}]"
        elif isinstance(value, float) and value == 0:
            yield name, name
