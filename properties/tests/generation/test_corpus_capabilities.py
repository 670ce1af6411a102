"""Scenarios of the corpus with events that a subject does not support are not run on it."""

from __future__ import annotations

import pytest

from properties.generation.corpus import adapt_supported
from properties.rules.registry import rules
from properties.scenarios.model import (
    AddGroup,
    Event,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    Start,
    Step,
    Write,
    encode_array,
)
from properties.subjects.trajectory import Capabilities

STEP = Step((encode_array([1.0]),))
EVENTS: dict[str, tuple[Event, ...]] = {
    "resume": (Resume(),),
    "save": (Save(),),
    "rewind": (Save(), STEP, Rewind()),
    "add group": (AddGroup(0),),
    "scheduler": (Schedule((0.5).hex()),),
    "write": (Write((encode_array([0.5]),)),),
}


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_needs_its_capability(kind: str) -> None:
    start = Start(encode_array([1.0]))
    scenario = Scenario("sgd", "float64", (start,), ({},), (STEP, *EVENTS[kind], STEP))
    rule = rules()["sgd"]
    lacking = {"resume" if kind in ("save", "rewind") else kind: "for the test"}
    assert adapt_supported(rule, scenario, Capabilities(frozenset(), frozenset(), frozenset(), {}))
    without = Capabilities(frozenset(), frozenset(), frozenset(), lacking)
    assert adapt_supported(rule, scenario, without) is None
