"""Findings about the contract are named once, by what explains all of them."""

from __future__ import annotations

from typing import Any

import pytest

from properties.diagnosis.contract_cases import LONG, ContractCases
from properties.diagnosis.explained_findings import ExplainedFindings
from properties.diagnosis.hypotheses.contract_hypotheses import contract_hypotheses
from properties.diagnosis.hypotheses.judging import is_enclosed, rule_with
from properties.engine.results import Examination, Finding
from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.model import Resume, Scenario, Start, Step, ZeroGrad, encode_array
from properties.scenarios.transforms import change
from properties.subjects.torch_driver import TorchSubject

pytest.importorskip("torch")

from .contract_models.torch_adam import HYPER, Adam, scenario, steps, torch

RULE = rules()["adam"]


def subject(kind: type[Adam]) -> TorchSubject:
    return TorchSubject(kind, HYPER)


def finding(kind: type[Adam], law: str, case: Scenario) -> Finding:
    """Return what breaks a law in a case."""
    evidence = laws()[law].judge(Trial(RULE, subject(kind), case))
    assert evidence is not None
    assert evidence.is_broken
    return Finding(laws()[law], "corpus", case, evidence)


def names(kind: type[Adam], *findings: Finding) -> list[str]:
    """Return the names of findings, and check that each of them has one."""
    result = Examination({}, {})
    explained = ExplainedFindings(RULE, subject(kind), result, lambda what, part: None)
    explained.explain_contract(None, RULE, findings, [f.scenario for f in findings])
    found = [one.candidate.id for one in explained.explanations]
    assert {one.explained_by for one in explained.findings} <= set(found)
    assert len(explained.findings) == len(findings)
    return found


class WritesGradient(Adam):
    def update(self, p: Any, group: Any, t: int) -> None:
        super().update(p, group, t)
        p.grad.mul_(2.0)


class LeavesGradients(Adam):
    def zero_grad(self, set_to_none: bool = True) -> None:
        """Do nothing."""


ONE = scenario(*steps((), (), (), parameters=1), parameters=1)


@pytest.mark.parametrize(
    ("kind", "law", "name"),
    [
        (WritesGradient, "gradient-untouched", "gradient-written"),
        (LeavesGradients, "zero-grad", "gradients-not-cleared"),
    ],
)
def test_what_a_law_sees_directly_has_a_name(kind: type[Adam], law: str, name: str) -> None:
    assert names(kind, finding(kind, law, ONE)) == [name]


class ReversedWithoutCounts(Adam):
    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict(saved)
        both = [self.state[p] for p in self.parameters if self.state[p]]
        for name in ("m", "v"):
            values = [s[name] for s in reversed(both)]
            for s, value in zip(both, values, strict=True):
                s[name] = value


def test_a_name_gives_way_to_one_that_explains_more() -> None:
    """Only parameters with other step counts show that these stay in their places."""
    alike = scenario(*steps((), ()), Resume(), *steps((), ()))
    apart = scenario(*steps((), (0,)), Resume(), *steps((), ()))
    found = [finding(ReversedWithoutCounts, "agreement", case) for case in (alike, apart)]
    assert names(ReversedWithoutCounts, *found[:1]) == ["loaded-in-reverse"]
    assert names(ReversedWithoutCounts, *found) == ["loaded-in-reverse-without-count"]


class ClosureLast(Adam):
    """An optimizer that calls the closure after the update, which follows the gradient before."""

    def step(self, closure: Any = None) -> Any:
        super().step()
        return None if closure is None else closure()


def test_a_law_is_tried_on_longer_scenarios_until_it_applies() -> None:
    """The law about closures does not apply to scenarios with other events."""
    short = scenario(*steps((), parameters=1), parameters=1)
    others = [change(ONE, events=(*ONE.events, *[ZeroGrad()] * k)) for k in range(1, 9)]
    cases = ContractCases(RULE, subject(ClosureLast), [*others, ONE], frozenset())
    gathered = cases.gather(frozenset({"closure"}), [finding(ClosureLast, "closure", short)])
    with_closures = [
        case.scenario.steps
        for case in gathered
        if any(isinstance(e, Step) and e.closure for e in case.scenario.events)
    ]
    assert max(with_closures) >= LONG


class WritesFlatCopy(Adam):
    def update(self, p: Any, group: Any, t: int) -> None:
        flat = p.reshape(-1)
        before = p.clone()
        super().update(p, group, t)
        change_of_step = (p - before).reshape(-1)
        p.copy_(before)
        if flat.data_ptr() == p.data_ptr():
            flat.add_(change_of_step)


def test_a_flattened_copy_differs_from_a_parameter_that_is_not_contiguous() -> None:
    """A vector with gaps in memory can be flattened without a copy, and a matrix cannot."""
    hypothesis = next(h for h in contract_hypotheses() if h.id == "flat-copy-updated")
    for shape in ((3,), (2, 3)):
        start = Start(encode_array([1.0]).fill_shape(shape), strided=True)
        gradient = encode_array([0.5]).fill_shape(shape)
        case = Scenario("adam", "float64", (start,), ({},), (Step((gradient,)),) * 2)
        run = subject(WritesFlatCopy).run(case)
        assert is_enclosed(rule_with(RULE, hypothesis), case, run)
        assert is_enclosed(RULE, case, run) == (len(shape) == 1)
    assert torch is not None
