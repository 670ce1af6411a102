"""Laws about features of torch: each is broken by a small optimizer with this one defect."""

from __future__ import annotations

from typing import Any

import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
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
from properties.tests.miniatures import TAKEN, Miniature

torch: Any = pytest.importorskip("torch")


class Conjugating(Miniature):
    """Complex gradients are taken for their conjugates."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        super().move(p, g.conj() if g.is_complex() else g, group)


class FirstRate(Miniature):
    """The learning rate of the constructor is always used."""

    def rate(self, group: dict[str, Any]) -> float:
        return self.first


class FirstDecay(Miniature):
    """The weight decay of the constructor is always used."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        super().move(p, g, {**group, "weight_decay": self.defaults["weight_decay"]})


class Rounding(Miniature):
    """A learning rate that is a tensor is rounded to half precision."""

    def rate(self, group: dict[str, Any]) -> float:
        lr = group["lr"]
        return float(lr.half()) if isinstance(lr, torch.Tensor) else float(lr)


class Halving(Miniature):
    """Sparse gradients count half."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        super().move(p, g.to_dense() / 2 if g.is_sparse else g, group)


class FirstGroup(Miniature):
    """Groups beyond those of the constructor are registered and never stepped."""

    def __init__(self, params: Any, **hyper: Any) -> None:
        super().__init__(params, **hyper)
        self.known = list(self.param_groups)

    def step(self) -> None:
        groups, self.param_groups = self.param_groups, self.known
        super().step()
        self.param_groups = groups


class Hookless(Miniature):
    """Calls the hooks registered before it, and forgets those after it."""

    def register_step_post_hook(self, hook: Any) -> Any:
        return super().register_step_pre_hook(lambda *_: None)


class Scaling(Miniature):
    """Gradients are divided by the loss scale, and a step with an overflow is skipped."""

    _step_supports_amp_scaling = True
    skipped = 0.0

    def step(self) -> None:
        if float(getattr(self, "found_inf", 0.0)):
            self.skipped += 1
        else:
            super().step()

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        super().move(p, g / float(getattr(self, "grad_scale", 1.0)), group)


class CountingSkips(Scaling):
    """Skipped steps count for the learning rate."""

    def rate(self, group: dict[str, Any]) -> float:
        return super().rate(group) / (1 + self.skipped)


class NeverScaling(Scaling):
    """Gradients are not divided by the loss scale."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        Miniature.move(self, p, g, group)


BROKEN_BY: dict[str, type[Miniature]] = {
    "complex": Conjugating,
    "complex-branch": Conjugating,
    "hooks": Hookless,
    "hyper-change": FirstDecay,
    "late-group": FirstGroup,
    "loss-scaling": CountingSkips,
    "schedule": FirstRate,
    "sparse": Halving,
    "tensor-lr": Rounding,
}
# The correct miniature, where the law is about what a class declares.
CORRECT: dict[str, type[Miniature]] = {"loss-scaling": Scaling}
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
    evidence = laws()[name].judge(Trial(rules()["sgd"], TorchSubject(kind, TAKEN), SCENARIO))
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
    assert isinstance(TorchSubject(Miniature, TAKEN).run(SCENARIO), Trajectory)


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
