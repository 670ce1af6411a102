"""Laws about features of torch: each is broken by a small optimizer with this one defect."""

from __future__ import annotations

from typing import Any

import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.examples.defects import TorchDefect, law_examples
from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    AddGroup,
    Event,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.subjects.torch_driver import TorchSubject
from properties.subjects.trajectory import Trajectory

pytest.importorskip("torch")

import torch

from properties.examples.defects import torch_optimizers
from properties.examples.defects.torch_optimizers import HYPER, Closing, Miniature, Scaling


class NeverScaling(Scaling):
    """Gradients are not divided by the loss scale."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        Miniature.move(self, p, g, group)


# These laws are about other rules or precisions: test_kernels.py, test_low_precision.py and
# properties/tests/evaluation/test_law.py.
ELSEWHERE = ("kernels", "small-decay", "evaluation-mode")
OPTIMIZERS = vars(torch_optimizers)
BROKEN_BY: dict[str, type[Miniature]] = {
    law: OPTIMIZERS[example.name]
    for law, example in law_examples().items()
    if isinstance(example, TorchDefect) and law not in ELSEWHERE
}
# The correct miniature, where the law is about what a class declares.
CORRECT: dict[str, type[Miniature]] = {
    "loss-scaling": Scaling, "closure": Closing, "closure-loss": Closing,
}  # fmt: skip
each_law = pytest.mark.parametrize("name", sorted(BROKEN_BY))


SCENARIO = Scenario(
    "sgd",
    "float64",
    (Start(encode_array([1.0, -2.0])), Start(encode_array([[0.5], [0.25]]))),
    ({"lr": encode_hyper(0.1), "weight_decay": encode_hyper(0.3)},),
    (
        Step((encode_array([0.3, 0.7]), encode_array([[1.0], [2.0]]))),
        Step((None, encode_array([[0.5], [0.1]]))),
        Step((encode_array([1.5, -0.3]), encode_array([[3.0], [0.7]]))),
    ),
)


def breaks_a_law(name: str, kind: type[Miniature]) -> bool:
    evidence = laws()[name].judge(Trial(rules()["sgd"], TorchSubject(kind, HYPER), SCENARIO))
    assert evidence is not None
    assert evidence.decided > 0
    return evidence.is_broken


@each_law
def test_each_law_is_broken_by_its_miniature_and_kept_by_the_correct_one(name: str) -> None:
    assert breaks_a_law(name, BROKEN_BY[name])
    assert not breaks_a_law(name, CORRECT.get(name, Miniature))


@each_law
def test_a_miniature_is_wrong_in_one_thing_alone(name: str) -> None:
    plain = ("agreement", "negation", "order", "partition", "gradient-untouched")
    assert not any(breaks_a_law(law, BROKEN_BY[name]) for law in plain)


def test_the_correct_miniature_survives_the_scenario() -> None:
    assert isinstance(TorchSubject(Miniature, HYPER).run(SCENARIO), Trajectory)


def test_the_contract_of_mixed_precision_is_required_where_it_is_declared() -> None:
    assert not breaks_a_law("loss-scaling", Scaling)
    assert breaks_a_law("loss-scaling", NeverScaling)


STEP = Step((encode_array([0.3, 0.7]), encode_array([1.0, 2.0])))
REBUILT: dict[str, tuple[Event, ...]] = {
    "restart": (Restart(),),
    "resume": (Resume(),),
    "resume by file": (Resume(by="file"),),
    "resume by deepcopy": (Resume(by="deepcopy"),),
    "resume by pickle": (Resume(by="pickle"),),
    "rewind": (Save(), STEP, SetHyper("lr", encode_hyper(0.7)), Rewind()),
    "resume and restart": (Resume(), Restart()),
    "late group": (AddGroup(1), STEP),
    "closure": (Step(STEP.gradients, closure=True),),
    "hooks": (Step(STEP.gradients, hooks=True),),
}


@pytest.mark.parametrize("events", REBUILT.values(), ids=REBUILT.keys())
def test_torch_and_the_enclosure_handle_a_scheduler_in_the_same_way(
    events: tuple[Event, ...],
) -> None:
    scenario = Scenario(
        "sgd",
        "float64",
        (Start(encode_array([1.0, -2.0])), Start(encode_array([0.5, 0.25]), group=1)),
        ({"lr": encode_hyper(0.1), "weight_decay": encode_hyper(0.0)}, {"lr": encode_hyper(0.3)}),
        (Schedule((0.5).hex()), STEP, STEP, *events, STEP, STEP),
    )
    taken = ("lr", "momentum", "dampening", "nesterov", "weight_decay", "maximize")
    run = TorchSubject(torch.optim.SGD, taken).run(scenario)
    assert isinstance(run, Trajectory), run
    seen = compare_with_enclosure(scenario, run, enclose(rules()["sgd"], scenario))
    assert seen.ratio <= 1, seen.message
    assert (seen.decided, seen.undecided) == (4 * len(scenario.events), 0)
