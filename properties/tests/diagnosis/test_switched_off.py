"""A defect with a switch, such as maximize, or an exception does not hide the formula."""

from __future__ import annotations

import numpy as np
import pytest

from properties.diagnosis import diagnose_layers
from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.candidates.cases import Case, make_case
from properties.diagnosis.search.switched_off import (
    cases_switched_off,
    describe_rest,
    describe_switches,
    parts_of_cases,
)
from properties.dialects import dialects
from properties.engine.examiner import Examiner
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import HyperValue, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

# eps inside the root; with maximize, the gradient is doubled as well.
WRONG = (*dialects()["adam-eps-root"].edits, Edit("adam.py", "g = -g", "g = -2 * g"))
RULE = rules()["adam"]


def scenario(**hyper: HyperValue) -> Scenario:
    step = Step((encode_array([0.5]),))
    given = {name: encode_hyper(value) for name, value in {"lr": 0.5, **hyper}.items()}
    return Scenario("adam", "float64", (Start(encode_array([1.0])),), (given,), (step,) * 2)


def test_the_switch_with_which_a_subject_deviates_is_named() -> None:
    subject = CoreSubject("adam", build_variant(WRONG))
    plain = [make_case(RULE, subject, scenario(eps=eps)) for eps in (0.5, 0.25, 0.125)]
    decayed = make_case(RULE, subject, scenario(weight_decay=0.5))
    up = make_case(RULE, subject, scenario(maximize=True, eps=0.5))
    kept = make_case(RULE, subject, scenario(amsgrad=True, eps=0.5))
    assert cases_switched_off(RULE, [*plain, up, decayed, kept]) == [*plain, decayed]
    assert cases_switched_off(RULE, [*plain, decayed]) == []
    assert cases_switched_off(RULE, [*plain[:2], up]) == []
    [formula] = [c for c in single_changes(RULE) if c.id == "adam-eps-root"]
    both = make_case(RULE, subject, scenario(amsgrad=True, maximize=True, eps=0.5))
    for cases in ([*plain, up, kept], [*plain, up, both]):
        assert describe_switches(RULE, formula, cases) == (
            "The results differ from this formula in cases with maximize."
        )


def test_exceptions_and_parameters_with_more_axes_are_left_out() -> None:
    flat = [case_of((2,), "") for _ in range(3)]
    deep = case_of((2, 2, 2), "")
    raised = case_of((2,), "raise ValueError('eps')\n    ")
    assert list(parts_of_cases(RULE, [*flat, deep, raised])) == [[*flat, deep], flat]
    assert list(parts_of_cases(RULE, flat)) == []
    [formula] = [c for c in single_changes(RULE) if c.id == "adam-eps-root"]
    assert list(describe_rest(RULE, formula, [*flat, raised])) == [
        "The optimizer raises ValueError in 1 of 4 cases of plain steps; the formula is that of "
        "the others."
    ]
    [other] = [c for c in single_changes(RULE) if c.id == "adam-eps-hat"]
    assert list(describe_rest(RULE, other, [deep])) == [
        "The results differ from this formula for parameters with more than two axes."
    ]


def case_of(shape: tuple[int, ...], before: str) -> Case:
    """Return a case of eps inside the root, with statements before the formula."""
    start = Edit("adam.py", "beta1, beta2 = h.betas", f"{before}beta1, beta2 = h.betas")
    edits = (*dialects()["adam-eps-root"].edits, *([start] if before else []))
    steps = (Step((encode_array(np.full(shape, 0.5)),)),) * 2
    group = {"lr": encode_hyper(0.5), "eps": encode_hyper(0.25)}
    starts = (Start(encode_array(np.ones(shape))),)
    whole = Scenario("adam", "float64", starts, (group,), steps)
    return make_case(RULE, CoreSubject("adam", build_variant(edits)), whole)


@pytest.mark.campaign
def test_a_defect_with_maximize_does_not_hide_the_formula() -> None:
    subject = CoreSubject("adam", build_variant(WRONG))
    found = diagnose_layers(RULE, subject, Examiner(RULE, subject, examples=6).run())
    named = [e for e in found.explanations if not e.equivalent_to]
    assert [(e.candidate.id, e.layer) for e in named] == [("adam-eps-root", "formula")]
    assert found.residual == ("The results differ from this formula in cases with maximize.",)
    assert any(not a.explained_by for a in found.findings)
