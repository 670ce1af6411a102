"""The laws about checkpoints are not misled by the checkpoints of a scenario's own."""

from __future__ import annotations

from itertools import product

import pytest

from properties.laws import Trial, laws
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Event, Rewind, Save, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

STEP = Step((encode_array([1.0]),))
LAWS = ("checkpoint", "checkpoint-kept", "checkpoint-twice")


def scenario_of(*events: Event) -> Scenario:
    defaults = {**rules()["adam"].defaults, "lr": 0.5}
    group = {name: encode_hyper(value) for name, value in defaults.items()}
    return Scenario("adam", "float64", (Start(encode_array([2.0])),), (group,), events)


@pytest.mark.parametrize("law", LAWS)
def test_a_correct_optimizer_keeps_the_law_wherever_the_scenario_saves(law: str) -> None:
    places: list[tuple[Event, ...]] = [(), (Save(),), (Save(), STEP, Rewind())]
    for before, between, after in product(places, repeat=3):
        scenario = scenario_of(*before, STEP, *between, STEP, *after)
        trial = Trial(rules()["adam"], CoreSubject("adam"), scenario)
        evidence = laws()[law].check(trial)
        assert evidence is None or not evidence.is_broken, evidence.message


@pytest.mark.parametrize("law", LAWS)
def test_a_checkpoint_in_the_first_half_alone_is_no_obstacle(law: str) -> None:
    scenario = scenario_of(STEP, Save(), STEP, Rewind(), STEP, STEP, STEP)
    trial = Trial(rules()["adam"], CoreSubject("adam"), scenario)
    evidence = laws()[law].check(trial)
    assert evidence is not None
    assert evidence.decided > 0


@pytest.mark.parametrize("law", LAWS[1:])
def test_a_state_that_is_not_restored_is_not_reported_as_shared(law: str) -> None:
    saved = "_copied(self.state[id(p)])"
    edit = Edit("optimizer.py", saved, f'{{**{saved}, "t": 0}}')
    trial = Trial(
        rules()["adam"], CoreSubject("adam", build_variant([edit])), scenario_of(*[STEP] * 4)
    )
    assert laws()[law].check(trial) is None
    broken = laws()["checkpoint"].check(trial)
    assert broken is not None
    assert broken.is_broken
