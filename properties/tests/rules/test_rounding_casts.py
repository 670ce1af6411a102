"""A rule that rounds a number to float32 has an enclosure."""

from __future__ import annotations

import numpy as np

from properties.enclosures.evaluate import enclose
from properties.generation.probes import build_simplest
from properties.rules.patched_package import build_variant
from properties.rules.registry import edit_rule
from properties.rules.source_edits import Edit
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory

EDITS = (Edit("sgd.py", "theta - h.lr * g, s", "theta - np.float32(h.lr) * g, s"),)


def test_the_enclosure_of_a_rule_with_a_number_in_float32_has_its_results() -> None:
    rule, subject = edit_rule("sgd", EDITS), CoreSubject("sgd", build_variant(EDITS))
    scenario = build_simplest(subject.capabilities, rule, hyper={"lr": 0.1})
    run, found = subject.run(scenario), enclose(rule, scenario)
    assert isinstance(run, Trajectory)
    ends = (run.frames[-1][0], found.mid[-1][0], found.rad[-1][0])
    got, middle, radius = (np.asarray(values).ravel()[0] for values in ends)
    assert abs(got - middle) <= radius < 1e-12
    assert abs(got + np.float64(0.1)) > 1e-10
