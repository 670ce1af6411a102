"""How scenarios and added events are described."""

from __future__ import annotations

import pytest

from conformance.operations.check import check
from conformance.operations.replay import replay
from conformance.records.capsule import make_capsule
from conformance.rendering.scenario_text import describe_scenario, format_numbers, with_added_events
from conformance.tests.example_scenarios import LONGER, SCENARIO, STEP
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject
from properties.scenarios.model import (
    AddGroup,
    Array,
    Look,
    OtherStep,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    ZeroGrad,
    encode_array,
)
from properties.scenarios.transforms import change, insert_events


def test_every_event_is_described() -> None:
    odd = change(STEP, times=3, sparse=True, closure=True, hooks=True, recycle=True,
                 dtype="float32")  # fmt: skip
    events = (
        odd, SetHyper("lr", (0.25).hex()), Save(), Rewind(), Restart(), Resume(by="pickle"),
        Resume({"lr": (0.5).hex()}), ZeroGrad(), AddGroup(1), Schedule((0.5).hex()),
        OtherStep((None,)), Look(), Look(2),
    )  # fmt: skip
    lines = list(describe_scenario(change(SCENARIO, events=events)))
    assert lines == [
        "sgd in float64, lr=0.5",
        "parameter 0: starts at [1]",
        "event 0: step, gradient [1] (repeated 3 times, float32 gradients, sparse gradients, "
        "gradients set by a closure, with step hooks, gradient buffers overwritten after the step)",
        "event 1: set lr = 0.25",
        "event 2: save a checkpoint",
        "event 3: go back to the checkpoint",
        "event 4: rebuild the optimizer without loading its state",
        "event 5: pickle and unpickle the optimizer and its parameters, and continue",
        "event 6: save the state, rebuild the optimizer, load the state (rebuilt with lr=0.5)",
        "event 7: zero_grad()",
        "event 8: add parameter group 1",
        "event 9: attach a scheduler that multiplies lr by 0.5 after each step",
        "event 10: step of a second optimizer, gradient None",
        "event 11: look at the parameters between eval() and train()",
        "event 12: look at the parameters between eval() and train(), 2 times each",
    ]


def test_the_values_of_a_group_that_a_law_adds_are_listed() -> None:
    late = change(
        SCENARIO,
        groups=(*SCENARIO.groups, {"lr": (0.125).hex()}),
        events=(STEP, AddGroup(1), STEP),
    )
    listed = change(SCENARIO, events=(STEP, STEP))
    assert with_added_events("after event 2: off", listed, [late]) == (
        "after event 2: off (this law inserts event 1: add parameter group 1 with lr=0.125; "
        "the events after it are numbered one higher)"
    )


def test_what_is_special_about_a_case_is_listed() -> None:
    starts = (
        Start(encode_array([1.0]), group=1, strided=True, dtype="float32"),
        Start(encode_array([[1.0, 2.0]]), complex=True),
        Start(encode_array(3.0)),
    )
    scenario = Scenario(
        "sgd", "float64", starts, ({}, {"lr": (0.5).hex()}), (SetHyper("lr", (0.5).hex(), 1),),
        params_as="generator", lr_as="tensor",
    )  # fmt: skip
    assert list(describe_scenario(scenario)) == [
        "group 0: sgd in float64, default hyper-parameters",
        "group 1: sgd in float64, lr=0.5",
        "parameters passed as a generator",
        "lr passed as a tensor",
        "parameter 0 (group 1, float32, not contiguous): starts at [1]",
        "parameter 1 (group 0, complex, shape (1, 2)): starts at [1, 2]",
        "parameter 2 (group 0, shape ()): starts at [3]",
        "event 0: set lr = 0.5 in group 1",
    ]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (encode_array([1.0, 2.5]), "[1, 2.5]"),
        (encode_array([]), "[]"),
        (Array((0,), ((1.0).hex(),)), "[]"),
        (Array((2, 1), ((0.0).hex(),)), "[0, 0]"),
        (Array((70001,), ((1.0).hex(), (2.0).hex())), "[1, 2, 1, 2, 1, 2, 1, 2, … 70001 elements]"),
        (encode_array(range(9)), "[0, 1, 2, 3, 4, 5, 6, 7, … 9 elements]"),
    ],
)
def test_an_array_is_cut(values: Array, text: str) -> None:
    assert format_numbers(values) == text


def test_a_message_lists_the_events_that_its_case_does_not() -> None:
    run = insert_events(LONGER, 1, Restart())
    message = "after event 2, parameter 0: got 1, expected 2"
    assert with_added_events(message, LONGER, [run]) == (
        f"{message} (this law inserts event 1: rebuild the optimizer without loading its state; "
        "the events after it are numbered one higher)"
    )


def test_a_message_about_the_listed_events_is_left_alone() -> None:
    run = insert_events(LONGER, 1, Restart())
    late = "after event 2, parameter 0"
    # The event comes before those that were added; the case itself was run; nothing was added.
    assert with_added_events("after event 0", LONGER, [run]) == "after event 0"
    assert with_added_events("lr=nan was accepted", LONGER, [run]) == "lr=nan was accepted"
    assert with_added_events(late, LONGER, [run, LONGER]) == late
    assert with_added_events(late, LONGER, [change(LONGER, dtype="float32")]) == late
    assert with_added_events(late, LONGER, [change(LONGER, events=(STEP,))]) == late


def test_every_event_of_a_finding_is_listed_or_described(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace(
        "def step(self):", "def step(self):\n        self.lr = self.lr or 1.0"
    )
    made = check(f"{write_subject(source)}:SGD", examples=5)
    assert made.verdict == "diverges"
    shown = [f for f in made.findings if "this law inserts event" in f.message]
    assert shown
    again = replay(make_capsule(made, shown[0]))
    assert again.message == shown[0].message
