"""Scenarios drawn by Hypothesis outside of a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario


class StopSearch(BaseException):
    """Raised by ``look`` when further examples cannot change the result.

    It does not derive from ``Exception``, which Hypothesis would report as a failure.
    """


def find_scenario(
    scenarios: st.SearchStrategy[Scenario],
    look: Callable[[Scenario], bool],
    budget: int,
    seed: int,
    phases: Sequence[Phase] = (Phase.generate,),
) -> Scenario | None:
    """Return a scenario for which ``look`` is true, shrunk if ``phases`` includes shrinking.

    None if there is none, or if ``look`` raised ``StopSearch``.
    """
    quiet = settings(
        max_examples=budget,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    try:
        return find(scenarios, look, settings=quiet, random=Random(seed))
    except (NoSuchExample, StopSearch):
        return None


def sample_scenarios(
    scenarios: st.SearchStrategy[Scenario], budget: int, seed: int
) -> list[Scenario]:
    """Return the distinct scenarios that are drawn within a budget."""
    seen: dict[bytes, Scenario] = {}

    def keep(scenario: Scenario) -> bool:
        seen.setdefault(to_json(scenario), scenario)
        return False

    find_scenario(scenarios, keep, budget, seed)
    return list(seen.values())
