"""Random scenarios for tests, the same in every run."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from properties.scenarios.encoding import to_json
from properties.scenarios.model import Scenario


def distinct_scenarios(strategy: st.SearchStrategy[Scenario], count: int) -> tuple[Scenario, ...]:
    """Draw scenarios that many times, and return the distinct ones."""
    found: dict[bytes, Scenario] = {}

    @seed(0)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(scenario: Scenario) -> None:
        found[to_json(scenario)] = scenario

    collect()
    return tuple(found.values())
