"""Every pitfall can be applied, run and explained."""

from __future__ import annotations

import pytest

from properties.pitfalls import Pitfall, pitfalls
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import EncodedHyper, Scenario, Start, Step, encode_array

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere

SCENARIO_STEP = Step((encode_array([0.5, -1.0]),))


@pytest.mark.parametrize("pitfall", pitfalls().values(), ids=lambda p: p.id)
def test_every_pitfall_can_be_injected_and_run(pitfall: Pitfall) -> None:
    subject = pitfall.subject()
    hyper: dict[str, EncodedHyper] = {"lr": encode_hyper(0.5)}
    scenario = Scenario(
        pitfall.rule, "float64", (Start(encode_array([1.0, 2.0])),), (hyper,), (SCENARIO_STEP,)
    )
    assert getattr(subject, "package").__name__.startswith("optimcore_planted_")  # noqa: B009
    assert subject.run(scenario) is not None
    lines = pitfall.diff().splitlines()
    assert any(line.startswith("-") and not line.startswith("---") for line in lines)
    assert pitfall.title
    assert pitfall.explanation.endswith((".", ".)"))
    assert bool(pitfall.claim) == pitfall.in_case_study


def test_pitfalls_of_the_case_study_come_first_and_ids_are_unique() -> None:
    found = list(pitfalls().values())
    seeds = [p.in_case_study for p in found]
    assert seeds == sorted(seeds, reverse=True)
    assert len({tuple(p.edits) for p in found}) == len(found)
    assert sum(seeds) >= 16
    assert len(found) - sum(seeds) >= 10
