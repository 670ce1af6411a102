"""Scenarios become requests, and answers become outcomes."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.process.codec import decode_outcome, decode_value, encode_request
from conformance.process.messages import Answer, Failure
from conformance.tests.process.programs import NAMES, SCENARIO, STEP
from properties.scenarios.model import Look, Resume, Scenario
from properties.scenarios.transforms import change
from properties.subjects.trajectory import SubjectError, Trajectory


def test_a_scenario_becomes_a_request_in_the_subjects_names() -> None:
    request = encode_request(7, SCENARIO, NAMES)
    assert request.hyper == {"rate": (0.5).hex(), "b1": (0.9).hex(), "b2": (0.99).hex()}
    told = json.loads(msgspec.json.encode(request))
    assert [event["type"] for event in told["events"]] == [
        "step", "set", "other", "restart", "step",
    ]  # fmt: skip
    assert told["events"][0]["gradients"][1] is None
    assert told["parameters"][0] == {"shape": [2], "values": [(1.0).hex(), (2.0).hex()]}


def test_what_the_protocol_does_not_support_is_not_requested() -> None:
    for other in (
        Scenario("adam", "float16", SCENARIO.parameters, SCENARIO.groups, (STEP,)),
        Scenario("adam", "float64", SCENARIO.parameters, SCENARIO.groups, (STEP, Resume())),
    ):
        with pytest.raises(NotImplementedError, match="does not support"):
            encode_request(1, other, NAMES)


FRAME = [[(1.0).hex(), (2.0).hex()], ["nan"]]


def test_an_answer_becomes_a_trajectory_bit_by_bit() -> None:
    request = encode_request(1, SCENARIO, NAMES)
    outcome = decode_outcome(Answer(id=1, frames=[FRAME] * 5), request)
    assert isinstance(outcome, Trajectory)
    assert np.isnan(outcome.frames[4][1][0])
    raised = decode_outcome(
        Answer(id=1, raised=Failure(event=2, kind="Range", message="no")), request
    )
    assert raised == SubjectError(2, "Range", "no")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(id=2, frames=[FRAME] * 5), "has the id 2"),
        (Answer(id=1, frames=[FRAME] * 4), "4 frames, one for each event; expected 5"),
        (Answer(id=1, frames=[FRAME[:1]] * 5), "1 parameters in a frame; expected 2"),
        (Answer(id=1, frames=[[FRAME[0], []]] * 5), "0 values of a parameter; expected 1"),
        (Answer(id=1, frames=[[FRAME[0], ["one"]]] * 5), "hexadecimal"),
    ],
    ids=["id", "frames", "parameters", "values", "text"],
)
def test_an_answer_with_another_id_is_rejected(answer: Answer, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        decode_outcome(answer, encode_request(1, SCENARIO, NAMES))


def test_a_value_that_float32_cannot_represent_is_rejected() -> None:
    single = Scenario("adam", "float32", SCENARIO.parameters, SCENARIO.groups, (STEP,))
    told = Answer(id=1, frames=[[[(0.1).hex(), (2.0).hex()], ["inf"]]])
    with pytest.raises(ValueError, match="not representable in float32"):
        decode_outcome(told, encode_request(1, single, NAMES))


@given(st.floats())
def test_no_digit_is_lost(value: float) -> None:
    again = decode_value(float(value).hex())
    assert isinstance(again, float)
    assert (
        np.float64(again).tobytes() == np.float64(value).tobytes() or np.isnan([again, value]).all()
    )


def test_a_look_becomes_an_event_with_the_number_of_calls() -> None:
    request = encode_request(1, change(SCENARIO, events=(STEP, Look(), Look(2))), NAMES)
    told = json.loads(msgspec.json.encode(request))["events"]
    assert told[1:] == [{"type": "look", "times": 1}, {"type": "look", "times": 2}]
