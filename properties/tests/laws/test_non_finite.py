"""NaN in a gradient affects its row, in a rule that leaves absent rows alone."""

from __future__ import annotations

import numpy as np
import pytest

from properties.dialects import dialects
from properties.laws import Trial, laws
from properties.rules.patched_package import build_variant
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

SPARSE = dialects()["adam-sparse-rows"]


@pytest.mark.parametrize("shape", [(), (3,), (3, 2), (2, 2, 2)])
def test_a_row_that_nan_makes_present_is_no_finding(shape: tuple[int, ...]) -> None:
    rule = SPARSE.applied_rule()
    settings = {**rule.defaults, "weight_decay": 0.5}
    group = {name: encode_hyper(value) for name, value in settings.items()}
    start = Start(encode_array(np.ones(shape)))
    steps = (Step((encode_array(np.zeros(shape)),)), Step((encode_array(np.ones(shape)),)))
    scenario = Scenario("adam", "float64", (start,), (group,), steps)
    evidence = laws()["not-finite"].check(Trial(rule, SPARSE.subject(), scenario))
    assert evidence is not None
    assert not evidence.is_broken, evidence.message


def test_the_other_rows_are_still_compared() -> None:
    rule = SPARSE.applied_rule()
    settings = {**rule.defaults, "weight_decay": 0.5}
    group = {name: encode_hyper(value) for name, value in settings.items()}
    step = Step((encode_array(np.ones((2, 2))),))
    start = Start(encode_array(np.ones((2, 2))))
    scenario = Scenario("adam", "float64", (start,), (group,), (step, step))
    spreads = Edit(
        "adam.py", "return adaptive_step(theta, g", "return adaptive_step(theta, g + 0 * g.sum()"
    )
    package = build_variant([*rule.edits, spreads])
    evidence = laws()["not-finite"].check(Trial(rule, CoreSubject("adam", package), scenario))
    assert evidence is not None
    assert evidence.is_broken
