"""Bias corrections in too low a precision are named, with the precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from properties.diagnosis.candidates.candidate_pool import (
    candidate_from_pitfall,
    candidate_from_rule,
)
from properties.diagnosis.candidates.cases import Case, make_case
from properties.diagnosis.candidates.correction_precision import (
    correction_candidates,
    parameter_precision_candidates,
)
from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.diagnosis.search.diagnose import Search
from properties.pitfalls import pitfalls
from properties.rules.registry import rules
from properties.scenarios.encoding import decode_group
from properties.scenarios.model import (
    EncodedHyper,
    Precision,
    Scenario,
    Start,
    Step,
    encode_array,
)
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Capabilities, Outcome, Trajectory

ADAM = rules()["adam"]
CORRECTED = {"adabelief", "adam", "adamax", "adamw", "lamb", "nadam", "radam"}

Correction = Callable[[float, int, Precision], float]


def to(dtype: Precision, number: float) -> float:
    return float(encode_array(number).numpy(dtype))


def in_format(dtype: Precision) -> Correction:
    """The decay rate is an array of the format, and so are its power and the difference."""
    return lambda rate, t, _: to(dtype, 1 - to(dtype, to(dtype, rate) ** t))


def power_in_format(dtype: Precision) -> Correction:
    return lambda rate, t, _: to(dtype, 1 - to(dtype, rate**t))


def whole_in_format(dtype: Precision) -> Correction:
    return lambda rate, t, _: to(dtype, 1 - rate**t)


def in_parameter_format(rate: float, t: int, dtype: Precision) -> float:
    return in_format(dtype)(rate, t, dtype)


def right(rate: float, t: int, dtype: Precision) -> float:
    return 1 - rate**t


@dataclass(frozen=True)
class Adam:
    """Adam for one parameter and plain steps, with a bias correction of its own."""

    correction: Correction
    name: str = "example"

    @property
    def capabilities(self) -> Capabilities:
        names = frozenset(HyperNames.identity(ADAM.defaults).mapped)
        return Capabilities(names, names, frozenset(), {})

    def run(self, scenario: Scenario) -> Outcome:
        h: Any = {**ADAM.defaults, **decode_group(scenario.groups[0])}
        (theta,), dtype = scenario.arrays(), scenario.dtype
        wide = np.float64 if dtype == "float64" else np.float32
        m, v, frames = np.zeros_like(theta, wide), np.zeros_like(theta, wide), []
        for k, event in enumerate(scenario.events):
            assert isinstance(event, Step)
            (g,), (beta1, beta2) = scenario.gradients(event), h["betas"]
            assert g is not None
            g = g.astype(wide)
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g * g
            with np.errstate(all="ignore"):
                m_hat = m / wide(self.correction(beta1, k + 1, dtype))
                v_hat = v / wide(self.correction(beta2, k + 1, dtype))
                step = h["lr"] * m_hat / (np.sqrt(v_hat) + h["eps"])
            theta = encode_array(theta - step).numpy(dtype)
            frames.append((theta,))
        return Trajectory(tuple(frames))


def scenario_of(dtype: Precision, betas: tuple[float, float], steps: int) -> Scenario:
    group: dict[str, EncodedHyper] = {
        "lr": (0.5).hex(),
        "betas": tuple(b.hex() for b in betas),
    }
    gradients = [[0.5, -1.0], [0.25, 2.0], [-0.5, 1.0], [1.5, 0.75]]
    events = tuple(Step((encode_array(g),)) for g in gradients[:steps])
    return Scenario("adam", dtype, (Start(encode_array([1.0, -3.0])),), (group,), events)


def cases_of(correction: Correction, dtype: Precision) -> list[Case]:
    pairs = ((0.9, 0.9999), (0.9, 0.99), (0.7, 0.95))
    return [
        make_case(ADAM, Adam(correction), scenario_of(dtype, betas, steps))
        for betas in pairs
        for steps in (1, 4)
    ]


def names_of(cases: list[Case]) -> list[str]:
    return [c.id for c in correction_candidates(ADAM) if all(map(c.explains, cases))]


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_a_precision_below_float64_is_named(dtype: Precision) -> None:
    for make, name in (
        (in_format, "rate"), (power_in_format, "power"), (whole_in_format, "correction"),
    ):  # fmt: skip
        cases = cases_of(make(dtype), "float64")
        assert any(case.is_broken for case in cases)
        assert names_of(cases) == [f"{name}-in-{dtype}"]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_the_precision_of_the_parameter_is_named(dtype: Precision) -> None:
    cases = [*cases_of(in_parameter_format, dtype), *cases_of(in_parameter_format, "float64")]
    assert any(case.is_broken for case in cases)
    # In eight bits, a rounded rate and a rounded power may have the same results.
    assert names_of(cases)[0] == "rate-in-parameter-precision"
    assert not {"rate", "power"} & {name.partition("-in-bf")[0] for name in names_of(cases)}


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_a_right_correction_has_no_finding(dtype: Precision) -> None:
    assert not any(case.is_broken for case in cases_of(right, dtype))


def test_float32_for_float32_is_right() -> None:
    assert not any(case.is_broken for case in cases_of(in_format("float32"), "float32"))


def test_the_search_names_a_precision() -> None:
    cases = cases_of(power_in_format("bfloat16"), "float64")
    found = Search(ADAM, Adam(power_in_format("bfloat16")), (), cases).run()
    assert [named.candidate.id for named in found.complete] == ["power-in-bfloat16"]
    assert "+    v_hat = v / (1 - bfloat16(beta2**t))" in found.complete[0].candidate.diff


def test_low_precision_is_explained_apart_from_the_formula() -> None:
    subject = Adam(in_parameter_format)
    formats: tuple[Precision, ...] = ("bfloat16", "float64")
    cases = [case for dtype in formats for case in cases_of(in_parameter_format, dtype)]
    scenarios = [case.scenario for case in cases]
    feature = find_feature("precision")
    found = ContractSearch(ADAM, None, ADAM, subject, scenarios).name_findings(
        feature, kept_features(feature), ()
    )
    assert found is not None
    assert found.candidate.id == "rate-in-parameter-precision"


def test_the_formula_as_found_keeps_its_changes() -> None:
    formula = candidate_from_pitfall(ADAM, pitfalls()["eps-inside-root"])
    (one, _) = parameter_precision_candidates(ADAM, formula)
    assert "theta.dtype.type(beta1) ** t" in one.diff
    assert "np.sqrt(v_hat + h.eps)" in one.diff
    other = candidate_from_rule(rules()["sgd"])
    assert not list(parameter_precision_candidates(ADAM, other))


@pytest.mark.parametrize("rule", sorted(rules()))
def test_the_rules_with_a_correction_have_candidates(rule: str) -> None:
    one = next(parameter_precision_candidates(rules()[rule]), None)
    assert (one is not None) == (rule in CORRECTED)


def test_an_enclosure_contains_the_candidate_itself() -> None:
    scenario = scenario_of("float64", (0.9, 0.99), 4)
    for candidate in correction_candidates(ADAM):
        run, enclosure = candidate.run(scenario), candidate.enclosure(scenario)
        assert isinstance(run, Trajectory)
        for k, (frame, mids) in enumerate(zip(run.frames, enclosure.mid, strict=True)):
            assert np.all(np.abs(frame[0] - mids[0]) <= enclosure.rad[k][0]), candidate.id
            # Libraries do not agree on the last bit of a third power.
            assert k > 1 or np.all(enclosure.rad[k][0] < 1e-12), candidate.id
