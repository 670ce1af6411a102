"""Scenarios of the tests: plain SGD, with one step and with two."""

from __future__ import annotations

from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.scenarios.transforms import change

STEP = Step((encode_array([1.0]),))
SCENARIO = Scenario(
    "sgd", "float64", (Start(encode_array([1.0])),), ({"lr": (0.5).hex()},), (STEP,)
)
LONGER = change(SCENARIO, events=(STEP, STEP))
