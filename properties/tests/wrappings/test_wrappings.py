"""Wrappings: they hold for the reference, show in their scenarios, and differ from each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.comparison.evidence import Evidence, combine_evidence
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.generation.corpus import supported_scenarios
from properties.rules.registry import Rule, rules
from properties.scenarios.model import AddGroup, Scenario, Schedule, SetHyper
from properties.scenarios.transforms import insert_events
from properties.subjects.trajectory import SubjectError, Trajectory
from properties.subjects.wrapped_subject import reference_subject
from properties.wrappings import InvalidValue, parse_wrapping, wrapping_kinds

FIRST = [kind.usual_wrappings()[0].id for kind in wrapping_kinds().values() if kind.usual]

# Wrappings that are easily taken for each other, in both directions.
PAIRS = [
    ("clip-global-norm=1", "clip-norm=1"),
    ("clip-global-norm=1", "clip-global-norm=2"),
    ("clip-global-norm=1", "clip-global-norm=1,1e-06"),
    ("clip-norm=1", "clip-values=1"),
    ("micro-steps=3", "micro-steps=3,sum"),
    ("micro-steps=3", "micro-steps=4"),
    ("no-decay-axes=1", "no-decay-axes=0"),
    ("no-decay-axes=1", "no-decay-names=bias,norm"),
    ("no-decay-names=bias", "no-decay-names=norm"),
    ("skip-non-finite", "skip-non-finite=parameter"),
    ("skip-non-finite", "zero-non-finite"),
]


def wrap(name: str, *texts: str) -> Rule:
    return replace(rules()[name], wrappings=tuple(map(parse_wrapping, texts)))


def compare(rule: Rule, other: Rule) -> Evidence:
    """Compare optimcore with the wrappings of one rule with the enclosures of another."""
    subject = reference_subject(other)
    return combine_evidence(
        compare_with_enclosure(scenario, run, enclose(rule, scenario))
        for scenario in supported_scenarios(rule, subject.capabilities)
        for run in [subject.run(scenario)]
        if isinstance(run, Trajectory)
    )


@pytest.mark.parametrize("text", FIRST)
def test_the_reference_is_enclosed_and_the_published_rule_is_not(text: str) -> None:
    rule = wrap("adamw", text)
    own = compare(rule, rule)
    assert own.decided > own.undecided
    assert own.ratio <= 1
    assert compare(rule, rules()["adamw"]).is_broken


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_wrappings_that_are_taken_for_each_other_differ(one: str, other: str) -> None:
    first, second = wrap("adam", one), wrap("adam", other)
    assert compare(first, second).is_broken
    assert compare(second, first).is_broken


def test_an_infinity_is_no_nan() -> None:
    every, nan = wrap("adam", "zero-non-finite"), wrap("adam", "zero-non-finite=nan")
    assert compare(every, nan).is_broken


def test_gradients_pass_through_wrappings_in_order() -> None:
    clipped_first = wrap("sgd", "clip-values=0.5", "micro-steps=2,sum", "no-decay-axes=1")
    clipped_last = wrap("sgd", "micro-steps=2,sum", "clip-values=0.5", "no-decay-axes=1")
    assert not compare(clipped_first, clipped_first).is_broken
    assert compare(clipped_first, clipped_last).is_broken


def last_radius(rule: Rule, scenario: Scenario, i: int) -> float:
    return float(enclose(rule, scenario).rad[-1][i].max())


def test_what_has_no_agreed_meaning_is_not_decided() -> None:
    decaying = wrap("adamw", "no-decay-axes=1")
    *_, scenario = supported_scenarios(decaying, reference_subject(decaying).capabilities)
    changed = insert_events(scenario, 1, SetHyper("weight_decay", (0.25).hex()))
    vector, matrix = 0, 3
    assert last_radius(decaying, changed, vector) != last_radius(decaying, changed, vector)
    assert last_radius(decaying, changed, matrix) < 1e-10
    counting = wrap("adamw", "micro-steps=2")
    scheduled = insert_events(scenario, 0, Schedule((0.5).hex()))
    assert last_radius(counting, scheduled, matrix) != last_radius(counting, scheduled, matrix)


def test_an_exception_is_located_at_the_event_of_the_given_scenario() -> None:
    rule = wrap("adamw", "micro-steps=2")
    *_, scenario = supported_scenarios(rule, reference_subject(rule).capabilities)
    # optimcore has no groups.
    run = reference_subject(rule).run(insert_events(scenario, 1, AddGroup(1)))
    assert isinstance(run, SubjectError)
    assert run.event == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("clip-values=0", "'0' is not a number above 0"),
        ("clip-global-norm=1,x", "'x' is not a number above 0"),
        ("micro-steps=1", "'1' is not a number of steps above 1"),
        ("micro-steps=2,median", "'median' is neither mean nor sum"),
        ("no-decay-axes=-1", "'-1' is not a number of axes"),
        ("no-decay-names", "parts of names"),
        ("skip-non-finite=all", "'all' is not what is skipped"),
        ("zero-non-finite=large", "'large' is not a kind of number"),
        ("nan-to-num=nan", "'nan' is not a number that NaN can become"),
        ("skip-zero=1", "It takes no value, but '1' is given"),
        ("sign-gradients=1", "It takes no value, but '1' is given"),
    ],
)
def test_an_invalid_value_is_rejected(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        parse_wrapping(text)
