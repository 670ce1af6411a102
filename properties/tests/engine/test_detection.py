"""Detection power: found by injecting defects, and smaller with fewer scenarios or capabilities."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.dialects import dialects
from properties.engine.detection import DetectionPower, perturb
from properties.generation.corpus import corpus, supported_scenarios
from properties.laws import Trial, laws
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper, to_json
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.scenarios.transforms import change
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.restricted_subject import RestrictedSubject
from properties.subjects.trajectory import Capabilities

SGD = rules()["sgd"]
CORE = CoreSubject("sgd").capabilities
QUIET = Scenario(
    "sgd",
    "float64",
    (Start(encode_array([1.0])),),
    ({"lr": encode_hyper(0.125)},),
    (Step((encode_array([1.0]),)),),
)


def sight(*scenarios: Scenario, capabilities: Capabilities = CORE) -> DetectionPower:
    return DetectionPower(SGD, capabilities, list(laws().values()), scenarios)


def test_nothing_is_detected_without_scenarios() -> None:
    assert not any(sight().detect_pitfalls().values())
    assert sight().detection_limits() == []


def test_one_plain_step_detects_neither_momentum_nor_decay() -> None:
    caught = sight(QUIET).detect_pitfalls()
    assert caught.keys() == {p.id for p in pitfalls().values() if p.rule == "sgd" and not p.loop}
    assert not caught["velocity-not-kept"]
    assert not caught["nesterov-sign"]
    assert caught["iterable-not-kept"]


def test_the_corpus_detects_every_pitfall_of_the_formula() -> None:
    caught = sight(*corpus("sgd")).detect_pitfalls()
    assert [name for name, was in caught.items() if not was] == []


def test_a_correct_optimizer_is_not_detected_on_several_groups_of_large_parameters() -> None:
    # optimcore has one group, so that it would deviate there whatever is injected.
    slow, fast = ({"lr": encode_hyper(lr)} for lr in (0.125, 1.0))
    start, gradient = Start(encode_array([1.0] * 4)), encode_array([1.0] * 4)
    grouped = change(
        QUIET,
        parameters=(start, change(start, group=1)),
        groups=(slow, fast),
        events=(Step((gradient, gradient)),),
    )
    caught = sight(QUIET, grouped).detect_pitfalls(["velocity-not-kept", "iterable-not-kept"])
    assert caught == {"velocity-not-kept": False, "iterable-not-kept": True}


def test_a_pitfall_of_a_missing_hyper_parameter_is_not_tried() -> None:
    adam = rules()["adam"]
    given = CoreSubject("adam").capabilities
    narrow = replace(given, hyper=given.hyper - {"weight_decay"})
    power = DetectionPower(adam, narrow, list(laws().values()), corpus("adam")[:1])
    assert power.detect_pitfalls(["decay-unused"]) == {"decay-unused": False}


@pytest.mark.parametrize("name", [p.id for p in pitfalls().values() if p.shown_by])
def test_a_pitfall_has_no_effect_without_what_shows_it(name: str) -> None:
    pitfall = pitfalls()[name]
    given, rule = CoreSubject(pitfall.rule).capabilities, rules()[pitfall.rule]
    without = {shown: "left out" for shown in pitfall.shown_by if shown not in rule.defaults}
    narrow = replace(
        given,
        hyper=given.hyper - set(pitfall.shown_by),
        settable=given.settable - set(pitfall.shown_by),
        unsupported={**given.unsupported, **without},
    )
    scenarios = supported_scenarios(rule, narrow)
    assert not any(_differs(pitfall, narrow, scenario) for scenario in scenarios)
    assert any(_differs(pitfall, given, scenario) for scenario in corpus(rule.name))
    caught = DetectionPower(rule, narrow, list(laws().values()), scenarios).detect_pitfalls([name])
    assert caught == {name: False}


def _differs(pitfall: Pitfall, capabilities: Capabilities, scenario: Scenario) -> bool:
    """Whether laws distinguish it from the rule in a scenario, with these capabilities."""
    subject = RestrictedSubject(pitfall.subject(), capabilities)
    trial = Trial(rules()[pitfall.rule], subject, scenario)
    applied = (x for x in laws().values() if "torch" not in x.capabilities)
    fitting = [x for x in applied if x.not_applicable(trial.rule, subject) is None]
    return any(found.is_broken for found in (x.judge(trial) for x in fitting) if found)


def test_a_dialect_does_not_make_a_missing_hyper_parameter_matter() -> None:
    documented = dialects()["adam-global-t"].applied_rule()
    given = CoreSubject("adam").capabilities
    narrow = replace(given, hyper=given.hyper - {"weight_decay"})
    scenarios = supported_scenarios(documented, narrow)
    power = DetectionPower(documented, narrow, list(laws().values()), scenarios)
    assert power.detect_pitfalls(["decay-unused", "swapped-betas"]) == {
        "decay-unused": False,
        "swapped-betas": True,
    }


def test_errors_in_unsupported_hyper_parameters_are_not_detected() -> None:
    narrow = Capabilities(frozenset({"lr"}), frozenset(), frozenset(), CORE.unsupported)
    caught = sight(*supported_scenarios(SGD, narrow), capabilities=narrow).detect_pitfalls()
    assert not caught["maximize-decays-up"]


def test_detection_limits_exist_for_the_supported_hyper_parameters_in_each_precision() -> None:
    seen = {(f.hyper, f.dtype): f.epsilons for f in sight(QUIET).detection_limits()}
    assert seen.keys() == {
        (name, "float64") for name in ("lr", "momentum", "dampening", "weight_decay")
    }
    assert 1 <= (seen["lr", "float64"] or 0) <= 64
    assert seen["momentum", "float64"] is None


@pytest.mark.parametrize("rule", sorted(rules()))
def test_every_rule_has_a_corpus_of_its_own_scenarios(rule: str) -> None:
    scenarios = corpus(rule)
    assert 1 <= len(scenarios) <= 40
    assert {s.rule for s in scenarios} == {rule}
    assert len({to_json(s) for s in scenarios}) == len(scenarios)
    assert all(set(g) <= rules()[rule].defaults.keys() for s in scenarios for g in s.groups)


def test_a_rule_without_a_corpus_file_has_no_corpus() -> None:
    assert corpus("gravity") == ()


def test_an_error_is_injected_into_one_part_and_leaves_decay_rates_below_one() -> None:
    assert perturb(2.0, None, 1.5) == 3.0
    assert perturb((0.5, 0.25), 1, 2.0) == (0.5, 0.5)
    assert perturb((0.5, 0.75), 1, 2.0) == (0.5, 0.875)
    assert perturb((None, 4.0), 0, 2.0) == (None, 4.0)
    assert perturb(True, None, 2.0) is True
