"""Runs that nothing watches have the results of watched ones, whatever is injected."""

from __future__ import annotations

import pytest

from properties.generation.corpus import corpus
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.plain_run import is_plain
from properties.subjects.trajectory import Outcome, Trajectory

LARGEST = 400


def values_of(outcome: Outcome) -> object:
    if not isinstance(outcome, Trajectory):
        return outcome
    return [[(a.dtype, a.shape, a.tobytes()) for a in frame] for frame in outcome.frames]


@pytest.mark.parametrize(
    "name", [None, "velocity-not-kept", "iterable-not-kept", "gradient-kept", "gradient-mutated"]
)
def test_the_values_are_those_of_a_watched_run(name: str | None) -> None:
    edits = pitfalls()[name].edits if name else ()
    subject = CoreSubject("sgd", build_variant(edits, "sgd"))
    small = [s for s in corpus("sgd") if s.steps * s.size <= LARGEST]
    assert any(map(is_plain, small))
    for scenario in small:
        assert values_of(subject.run_values(scenario)) == values_of(subject.run(scenario))
