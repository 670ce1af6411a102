"""A state machine runs events in any order on an optimizer, and on the rule in ball arithmetic.

The parameters must stay inside the enclosure in every order.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.generation.event_sequence import EventSequence
from properties.generation.families import lifecycle_scenarios
from properties.generation.sampling import sample_scenarios
from properties.generation.scenario_builder import ScenarioBuilder
from properties.pitfalls import pitfalls
from properties.rules.registry import rules
from properties.scenarios.model import AddGroup, Scenario, SetHyper
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.torch_driver import TorchSubject
from properties.subjects.trajectory import Capabilities, Subject, Trajectory


class Lifecycle(RuleBasedStateMachine):
    """The events of one optimizer; subclasses define ``subject`` and ``claim``."""

    subject: Subject
    claim: str

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.setting = ScenarioBuilder(data.draw, rules()[self.claim], self.subject.capabilities)
        shape = (2, 1) if rules()[self.claim].dimensions else (2,)
        self.starts = self.setting.draw_starts([shape], most=3)
        self.life = EventSequence(self.setting, self.starts)
        self.plain = self.setting.build_scenario(self.starts, [])

    def draws_from(self, data: st.DataObject) -> None:
        self.setting.draw = data.draw

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        self.draws_from(data)
        self.life.add_step()

    @rule(data=st.data())
    def between(self, data: st.DataObject) -> None:
        self.draws_from(data)
        self.life.add_event("between")

    @rule()
    def save(self) -> None:
        self.life.add_event("save")

    @precondition(lambda self: self.life.saved)
    @rule()
    def rewind(self) -> None:
        self.life.add_event("rewind")

    @rule()
    def restart(self) -> None:
        self.life.add_event("restart")

    @precondition(lambda self: self.life.waiting)
    @rule()
    def join(self) -> None:
        self.life.add_event("join")

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.compare(self.so_far())

    def so_far(self) -> Scenario:
        events = tuple(self.life.events)
        return Scenario(
            self.plain.rule, self.plain.dtype, self.plain.parameters, self.plain.groups, events
        )

    def compare(self, scenario: Scenario) -> None:
        run = self.subject.run(scenario)
        assert isinstance(run, Trajectory), f"{run} in {scenario}"
        evidence = compare_with_enclosure(scenario, run, enclose(rules()[self.claim], scenario))
        assert not evidence.is_broken, evidence.message


def live(subject: Subject, claim: str, examples: int = 25) -> None:
    """Lead an optimizer through that many lives.

    Raises:
        AssertionError: it left its model.
    """
    machine: Any = type("Life", (Lifecycle,), {"subject": subject, "claim": claim})
    quiet = settings(
        max_examples=examples,
        stateful_step_count=14,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(machine, settings=quiet)


@pytest.mark.parametrize("claim", sorted(rules()))
def test_optimcore_stays_inside_the_enclosure_in_any_order_of_events(claim: str) -> None:
    live(CoreSubject(claim), claim)


@pytest.mark.parametrize("name", ["Adam", "SGD", "RMSprop"])
def test_torch_stays_inside_the_enclosure_in_any_order_of_events(name: str) -> None:
    torch = pytest.importorskip("torch")
    claim = name.lower()
    live(TorchSubject(getattr(torch.optim, name), tuple(rules()[claim].defaults)), claim)


@pytest.mark.parametrize("name", ["t-not-saved", "global-t", "state-by-position", "none-as-zero"])
def test_a_sequence_of_events_shows_a_defect_that_single_events_hide(name: str) -> None:
    pitfall = pitfalls()[name]
    with pytest.raises(AssertionError):
        live(pitfall.subject(), pitfall.rule, examples=60)


@pytest.mark.sampled
@pytest.mark.parametrize("claim", ["sgd", "adam", "muon"])
def test_nothing_is_set_in_a_group_that_has_not_been_added(claim: str) -> None:
    everything = Capabilities(
        frozenset(rules()[claim].defaults), frozenset({"lr"}), frozenset(), {}
    )
    lives = sample_scenarios(lifecycle_scenarios(rules()[claim], everything), 400, seed=0)
    joining = [s for s in lives if s.late]
    assert len(joining) >= 10
    for scenario in joining:
        joined = next(k for k, e in enumerate(scenario.events) if isinstance(e, AddGroup))
        before = [e for e in scenario.events[:joined] if isinstance(e, SetHyper)]
        assert all(e.group not in scenario.late for e in before)
