"""Scenarios survive JSON bit for bit, fit their schema and replay."""

from __future__ import annotations

import json
import math
from typing import Any

import jsonschema
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.generation.families import families
from properties.rules.registry import rules
from properties.scenarios.encoding import decode_hyper, encode_hyper, from_json, schema, to_json
from properties.scenarios.model import Scenario, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Trajectory
from properties.tests.scenarios.example_scenarios import EVENTS, EVERY_EVENT

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere

RULES = sorted(rules())


def with_groups(rule: str) -> Capabilities:
    """The abilities of a subject that can do everything."""
    names = frozenset(rules()[rule].defaults)
    return Capabilities(names, names, frozenset(), {})


SCENARIOS = st.one_of(
    *(
        family.scenarios
        for rule in RULES
        for family in families(rules()[rule], with_groups(rule))
        if family.name == "everyday"
    )
)
LONG_AND_LARGE = st.one_of(
    *(
        family.scenarios
        for rule in RULES
        for family in families(rules()[rule], CoreSubject(rule).capabilities)
        if family.name != "everyday"
    )
)
VALIDATOR = jsonschema.Draft202012Validator(schema())


def assert_fits(data: object) -> None:
    VALIDATOR.validate(data)


many = settings(max_examples=60, deadline=None, derandomize=True, database=None)
few = settings(max_examples=15, deadline=None, derandomize=True, database=None)


@many
@given(SCENARIOS)
def test_a_scenario_survives_json(scenario: Scenario) -> None:
    text = to_json(scenario)
    back = from_json(text)
    assert back == scenario
    assert to_json(back) == text
    for a, b in zip(scenario.arrays(), back.arrays(), strict=True):
        assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())


@many
@given(SCENARIOS)
def test_a_scenario_fits_the_published_schema(scenario: Scenario) -> None:
    assert_fits(json.loads(to_json(scenario)))


@few
@given(LONG_AND_LARGE)
def test_long_and_large_scenarios_survive_json_and_fit_the_schema(scenario: Scenario) -> None:
    assert from_json(to_json(scenario)) == scenario
    assert_fits(json.loads(to_json(scenario)))


def test_every_kind_of_event_survives_json_and_fits_the_schema() -> None:
    back = from_json(to_json(EVERY_EVENT))
    assert [type(event) for event in back.events] == [type(event) for event in EVENTS]
    assert back == EVERY_EVENT
    assert_fits(json.loads(to_json(EVERY_EVENT)))


@settings(few, max_examples=30)
@given(SCENARIOS.filter(lambda s: len(s.groups) == 1))
def test_a_scenario_read_back_replays_bit_for_bit(scenario: Scenario) -> None:
    subject = CoreSubject(scenario.rule)
    one, two = subject.run(scenario), subject.run(from_json(to_json(scenario)))
    assert isinstance(one, Trajectory)
    assert isinstance(two, Trajectory)
    assert len(one.frames) == len(scenario.events)
    for frame, frame2 in zip(one.frames, two.frames, strict=True):
        assert [a.tobytes() for a in frame] == [b.tobytes() for b in frame2]


@many
@given(st.floats(allow_nan=False))
def test_every_float_is_written_and_read_bit_for_bit(number: float) -> None:
    back = decode_hyper(encode_hyper(number))
    assert isinstance(back, float)
    assert back.hex() == number.hex()
    kept = encode_array(number).numpy("float64")
    assert kept.tobytes() == np.float64(number).tobytes()


def test_a_nan_and_both_flags_survive_json() -> None:
    group = {"lr": encode_hyper(math.nan), "amsgrad": True, "maximize": False}
    scenario = msgspec.structs.replace(EVERY_EVENT, groups=(group,))
    back = from_json(to_json(scenario)).groups[0]
    assert math.isnan(decode_hyper(back["lr"]))  # type: ignore[arg-type]
    assert back["amsgrad"] is True
    assert back["maximize"] is False


def as_data() -> Any:
    return json.loads(to_json(EVERY_EVENT))


def test_an_unknown_field_of_a_scenario_is_rejected() -> None:
    data = as_data() | {"optimizer": "adam"}
    with pytest.raises(msgspec.ValidationError, match="unknown field `optimizer`"):
        from_json(json.dumps(data))


@pytest.mark.parametrize("k", range(len(EVENTS)))
def test_an_unknown_field_of_an_event_is_rejected_with_its_place(k: int) -> None:
    data = as_data()
    data["events"][k]["momentum"] = 1
    with pytest.raises(msgspec.ValidationError, match=r"unknown field `momentum` .*\$\.events"):
        from_json(json.dumps(data))


def test_an_unknown_field_of_a_parameter_is_rejected() -> None:
    data = as_data()
    data["parameters"][0]["name"] = "weight"
    with pytest.raises(msgspec.ValidationError, match="unknown field `name`"):
        from_json(json.dumps(data))


def test_an_unknown_event_is_rejected_by_reader_and_schema() -> None:
    data = as_data()
    data["events"][0]["type"] = "jump"
    with pytest.raises(msgspec.ValidationError, match=r"'jump'"):
        from_json(json.dumps(data))
    with pytest.raises(jsonschema.ValidationError):
        assert_fits(data)


def test_an_unknown_precision_is_rejected_by_reader_and_schema() -> None:
    data = as_data() | {"dtype": "float8"}
    with pytest.raises(msgspec.ValidationError, match="float8"):
        from_json(json.dumps(data))
    with pytest.raises(jsonschema.ValidationError):
        assert_fits(data)


def test_the_schema_rejects_a_scenario_without_events() -> None:
    data = as_data()
    del data["events"]
    with pytest.raises(jsonschema.ValidationError, match="events"):
        assert_fits(data)


def test_the_schema_rejects_unknown_fields_as_the_reader_does() -> None:
    with pytest.raises(jsonschema.ValidationError, match="optimizer"):
        assert_fits(as_data() | {"optimizer": "adam"})
