"""Optimizers are judged by schedule-free AdamW: correct ones in several styles, and defects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.diagnosis.candidates.cases import make_case
from properties.diagnosis.candidates.unsaved_entries import unsaved_entries
from properties.diagnosis.hypotheses.evaluation_hypotheses import evaluation_hypotheses
from properties.diagnosis.hypotheses.judging import is_enclosed, rule_with
from properties.diagnosis.layers import diagnose_layers
from properties.enclosures.evaluate import enclose
from properties.engine.examiner import Examiner
from properties.laws import MUST
from properties.rules.registry import Rule, rules
from properties.scenarios.model import (
    EncodedHyper,
    Event,
    Look,
    Precision,
    Resume,
    Scenario,
    SetHyper,
    Start,
    Step,
)
from properties.scenarios.model import encode_array as array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.restricted_subject import RestrictedSubject
from properties.subjects.torch_driver import TorchSubject
from properties.subjects.trajectory import Subject, Trajectory
from properties.tests.evaluation.example_rules import SCHEDULE_FREE_ADAMW
from properties.tests.shared_values.example_rules import registered

CORRECT = ("InPlace", "Copies", "Recomputed", "Quotient")

# What the diagnosis says of each defect: the id of a hypothesis, or words of its title.
DEFECTS = {
    "NeverX": "modes-without-effect",
    "NoMode": "mode-not-stored",
    "OnceX": "training-set-again",
    "Unrestored": "training-not-restored",
    "SwappedBeta": "The point of evaluation is theta + (1 - 1 / (1 - beta1)) * (z - theta);",
    "SecondBeta": "beta1 is betas[1];",
    "ShowsZ": "The point of evaluation is theta + (z - theta);",
    "WrongWayBack": "",
    "FirstX": "",
    "ForgottenSum": "total-not-saved",
    "Unweighted": "",
    "EpsInside": "",
    "ZStill": "",
}

STEPS = [Step((array([g, -g / 2]), array([0.5 * g]))) for g in (1.0, 0.25, -2.0, 0.5)]
EVENTS: tuple[Event, ...] = (
    STEPS[0], Look(), STEPS[1], SetHyper("lr", (0.75).hex()), STEPS[2], Look(2), STEPS[3], Resume(),
    STEPS[1], Look(), STEPS[0],
)  # fmt: skip


@pytest.fixture(scope="module")
def rule() -> Iterator[Rule]:
    with registered(SCHEDULE_FREE_ADAMW, "ScheduleFreeAdamW") as found:
        yield found


def scenario(
    rule: Rule, *events: Event, dtype: Precision = "float64", **hyper: EncodedHyper
) -> Scenario:
    group: dict[str, EncodedHyper] = {
        "lr": (0.25).hex(), "betas": ((0.8).hex(), (0.9).hex()), "eps": (0.125).hex(), **hyper,
    }  # fmt: skip
    starts = (Start(array([1.0, -3.0])), Start(array([0.5])))
    return Scenario(rule.name, dtype, starts, (group,), events or EVENTS)


# What the check of a class of torch finds out by probing.
UNSUPPORTED = dict.fromkeys(
    ("loss scaling", "closure", "complex", "complex branch", "sparse", "mixed", "own checkpoints",
     "own duplicates"), "it does not support it",
)  # fmt: skip


def torch_subject(rule: Rule, name: str) -> Subject:
    pytest.importorskip("torch")
    from properties.tests.evaluation import torch_schedule_free

    subject = TorchSubject(getattr(torch_schedule_free, name), tuple(rule.defaults))
    return RestrictedSubject(subject, replace(subject.capabilities, unsupported=UNSUPPORTED))


def run(subject: Subject, case: Scenario) -> Trajectory:
    found = subject.run(case)
    assert isinstance(found, Trajectory), found
    return found


HYPER: tuple[dict[str, Any], ...] = (
    {},
    {"weight_decay": (0.0625).hex(), "warmup_steps": 3},
    {"r": (1.0).hex(), "weight_lr_power": (1.0).hex()},
    {"betas": ((0.5).hex(), (0.99).hex())},
)


@pytest.mark.parametrize("dtype", ["float64", "float32", "bfloat16"])
@pytest.mark.parametrize("name", CORRECT)
def test_a_correct_optimizer_is_inside_in_every_style(
    rule: Rule, name: str, dtype: Precision
) -> None:
    for hyper in HYPER:
        case = scenario(rule, dtype=dtype, **hyper)
        evidence = compare_with_enclosure(
            case, run(torch_subject(rule, name), case), enclose(rule, case)
        )
        assert evidence.ratio < 1, evidence.message
        assert evidence.undecided == 0 or dtype == "bfloat16"


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_outside(rule: Rule, name: str) -> None:
    case = scenario(rule)
    seen = run(torch_subject(rule, name), case)
    assert compare_with_enclosure(case, seen, enclose(rule, case)).is_broken


@pytest.mark.parametrize("name", DEFECTS)
def test_a_hypothesis_about_modes_is_true_of_its_defect_alone(rule: Rule, name: str) -> None:
    case = scenario(rule, STEPS[0], STEPS[1], Look(), STEPS[2], Look(2), STEPS[3], STEPS[1])
    seen = torch_subject(rule, name).run(case)
    true = [
        h.id
        for h in evaluation_hypotheses(rule)
        if is_enclosed(rule_with(rule, h), case, seen) and not is_enclosed(rule, case, seen)
    ]
    modes = ("NeverX", "NoMode", "OnceX", "Unrestored")
    assert true == ([DEFECTS[name]] if name in modes else [])


def test_the_entry_of_the_state_that_is_not_saved_is_found(rule: Rule) -> None:
    case = scenario(rule, STEPS[0], STEPS[1], SetHyper("lr", (0.75).hex()), Resume(), *STEPS[2:])
    known = {one.id: one for one in unsaved_entries(rule)}
    assert known.keys() == {
        "state-saved-in-float32", "v-not-saved", "z-not-saved", "largest-not-saved",
        "total-not-saved",
    }  # fmt: skip
    seen = make_case(rule, torch_subject(rule, "ForgottenSum"), case)
    assert seen.is_broken
    assert [name for name, one in known.items() if one.explains(seen)] == ["total-not-saved"]


def test_a_state_of_one_entry_has_no_candidate_of_its_own() -> None:
    whole = "state-saved-in-float32"
    assert [one.id for one in unsaved_entries(rules()["sgd"])] == [whole]
    assert [one.id for one in unsaved_entries(rules()["adam"])][:3] == [
        whole, "m-not-saved", "v-not-saved",
    ]  # fmt: skip


def test_a_rule_without_an_evaluation_mode_has_no_such_hypotheses() -> None:
    assert list(evaluation_hypotheses(rules()["sgd"])) == []


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["", *CORRECT])
def test_a_correct_optimizer_keeps_the_laws_on_random_scenarios(rule: Rule, name: str) -> None:
    subject = torch_subject(rule, name) if name else CoreSubject(rule.name)
    seen = Examiner(rule, subject, examples=60).run()
    wrong = [f for f in seen.findings if f.law.requirement == MUST]
    assert [(f.law.id, f.evidence.message) for f in wrong] == []
    assert seen.tallies["evaluation-mode"].decided > 0


@pytest.mark.campaign
@pytest.mark.parametrize("name", [name for name, said in DEFECTS.items() if said])
def test_a_defect_is_named(rule: Rule, name: str) -> None:
    subject = torch_subject(rule, name)
    found = diagnose_layers(rule, subject, Examiner(rule, subject, examples=40).run())
    told = [e.candidate for e in found.explanations if not e.equivalent_to]
    assert len(told) == 1
    assert DEFECTS[name] == told[0].id or told[0].title.startswith(DEFECTS[name])
