"""Steps that start at parameters that were kept are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from properties.diagnosis.candidates.candidate_pool import candidate_from_rule
from properties.diagnosis.candidates.cases import make_case
from properties.diagnosis.candidates.stale_parameters import stale_candidates
from properties.diagnosis.search.diagnose import Search
from properties.rules.registry import rules
from properties.scenarios.encoding import decode_group
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.trajectory import Capabilities, Outcome, Trajectory

ADAMW = rules()["adamw"]
GRADIENTS = ([0.5, -1.0], [0.25, 2.0], [-0.5, 1.0], [1.5, 0.75])


@dataclass(frozen=True)
class AdamW:
    """AdamW for one parameter and plain steps, from the parameters of so many steps before."""

    age: int
    name: str = "example"

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(frozenset(ADAMW.defaults), frozenset(), frozenset(), {})

    def run(self, scenario: Scenario) -> Outcome:
        h: Any = {**ADAMW.defaults, **decode_group(scenario.groups[0])}
        (theta,), (beta1, beta2) = scenario.arrays(), h["betas"]
        seen = [theta]
        m, v = np.zeros_like(theta), np.zeros_like(theta)
        for k, event in enumerate(scenario.events):
            assert isinstance(event, Step)
            (g,) = scenario.gradients(event)
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g * g
            m_hat, v_hat = m / (1 - beta1 ** (k + 1)), v / (1 - beta2 ** (k + 1))
            step = m_hat / (np.sqrt(v_hat) + h["eps"]) + h["weight_decay"] * seen[-1]
            old = seen[max(0, len(seen) - 1 - self.age)]
            seen.append(old - h["lr"] * step)
        return Trajectory(tuple((theta,) for theta in seen[1:]))


def scenario_of(steps: int, lr: float) -> Scenario:
    start = (Start(encode_array([1.0, -3.0])),)
    events = tuple(Step((encode_array(g),)) for g in GRADIENTS[:steps])
    return Scenario("adamw", "float64", start, ({"lr": lr.hex()},), events)


@pytest.mark.parametrize(
    ("age", "names"), [(0, []), (1, ["parameters-before"]), (9, ["parameters-start"])]
)
def test_the_age_of_the_parameters_is_named(age: int, names: list[str]) -> None:
    subject = AdamW(age)
    cases = [make_case(ADAMW, subject, scenario_of(k, lr)) for k in (1, 2, 4) for lr in (0.5, 0.1)]
    assert any(case.is_broken for case in cases) == bool(names)
    found = [c.id for c in stale_candidates(ADAMW) if all(map(c.explains, cases))]
    assert found == names or not names
    if names:
        search = Search(ADAMW, subject, (), cases).run()
        assert [named.candidate.id for named in search.complete] == names


@pytest.mark.parametrize("rule", sorted(rules()))
def test_every_rule_has_the_candidates(rule: str) -> None:
    shape = (2, 2) if rules()[rule].dimensions else (4,)
    gradients = [np.reshape(g, shape) for g in np.linspace(0.5, 2, 12).reshape(3, 4)]
    start = (Start(encode_array(np.ones(shape))),)
    scenario = Scenario(
        rule, "float64", start, ({"lr": (0.125).hex()},),
        tuple(Step((encode_array(g),)) for g in gradients),
    )  # fmt: skip
    own, *candidates = (candidate_from_rule(rules()[rule]), *stale_candidates(rules()[rule]))
    assert len(candidates) == 2
    right = own.run(scenario)
    assert isinstance(right, Trajectory)
    for candidate in candidates:
        run, enclosure = candidate.run(scenario), candidate.enclosure(scenario)
        assert isinstance(run, Trajectory)
        assert not np.array_equal(run.frames[-1][0], right.frames[-1][0])
        for (values,), (mid,), (rad,) in zip(run.frames, enclosure.mid, enclosure.rad, strict=True):
            assert np.all(np.isnan(rad) | (np.abs(values - mid) <= rad)), candidate.id
