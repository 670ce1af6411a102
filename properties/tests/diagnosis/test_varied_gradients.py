"""A change of the contract has to explain events with other gradients too."""

from __future__ import annotations

from properties.diagnosis.candidates.cases import make_case
from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, SetHyper, Start, Step, encode_array
from properties.scenarios.varied_gradients import with_varied_gradients
from properties.subjects.optimcore_subject import CoreSubject

# The betas of the first step are always used.
FIRST_BETAS = Edit(
    "adam.py", "beta1, beta2 = h.betas", 'beta1, beta2 = h.__dict__.setdefault("first", h.betas)'
)

# Its names: where no group joins and nothing is loaded, both have the same results.
NAMES = {"betas-of-first-step", "change-of-betas-ignored"}


def equal_gradients() -> Scenario:
    """Return steps with equal gradients, between which the betas change."""
    step = Step((encode_array([1.0]),))
    betas = SetHyper("betas", encode_hyper((0.625, 0.6875)))
    start = Start(encode_array([1.0]))
    return Scenario("adam", "float64", (start,), ({},), (step, step, betas, step, step))


def test_gradients_differ_from_step_to_step_and_events_stay() -> None:
    scenario = equal_gradients()
    varied = with_varied_gradients(scenario)
    gradients = [varied.gradients(e)[0] for e in varied.events if isinstance(e, Step)]
    assert [float(g[0]) for g in gradients if g is not None] == [1.0, -0.5, 2.0, 0.25]
    assert varied.events[2] == scenario.events[2]
    assert varied.parameters == scenario.parameters


def test_a_change_with_the_same_effect_at_equal_gradients_is_not_named() -> None:
    """With equal gradients, averages of corrected averages hide a change of the betas too."""
    rule, subject = rules()["adam"], CoreSubject("adam", build_variant([FIRST_BETAS]))
    scenario = equal_gradients()
    search = ContractSearch(rule, None, rule, subject, (scenario,))
    [case] = [make_case(rule, subject, scenario)]
    assert case.is_broken
    pools = [one for pool in search._pools() for one, _ in pool if one.explains(case)]
    assert "adam-global-averages" in {one.id for one in pools}
    feature = find_feature("set-hyper")
    found = search.name_findings(feature, kept_features(feature), ())
    assert found is not None
    assert found.candidate.id in NAMES
