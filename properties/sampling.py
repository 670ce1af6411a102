"""Scenarios drawn by Hypothesis outside of a test: looked at one by one, or kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from .scenario import Scenario, to_json


class SeenEnough(BaseException):
    """What ``look`` raises where nothing that it would be shown can change its mind.

    No ``Exception``, which Hypothesis would take for a finding.
    """


def look_at(
    scenarios: st.SearchStrategy[Scenario],
    look: Callable[[Scenario], bool],
    budget: int,
    seed: int,
    phases: Sequence[Phase] = (Phase.generate,),
) -> Scenario | None:
    """The scenario found for which ``look`` is true, and smaller with a phase that shrinks.

    None where there is none, or ``look`` has seen enough.
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
    except (NoSuchExample, SeenEnough):
        return None


def sampled(scenarios: st.SearchStrategy[Scenario], budget: int, seed: int) -> list[Scenario]:
    """What is drawn within a budget, each scenario once."""
    seen: dict[bytes, Scenario] = {}

    def keep(scenario: Scenario) -> bool:
        seen.setdefault(to_json(scenario), scenario)
        return False

    look_at(scenarios, keep, budget, seed)
    return list(seen.values())
