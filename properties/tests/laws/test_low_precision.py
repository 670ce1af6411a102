"""Decay below half a unit in the last place: rounding to nearest loses it, and that is advice."""

from __future__ import annotations

from typing import Any

import pytest

from properties.comparison.evidence import Evidence
from properties.diagnosis.hypotheses.judging import holds_for
from properties.engine.results import Finding
from properties.laws import Trial, laws
from properties.rules.registry import edit_rule, rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Precision, Scenario, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

torch: Any = pytest.importorskip("torch")


class Nearest(torch.optim.Optimizer):  # type: ignore[misc]
    """Decoupled weight decay alone, which all of these optimizers do without gradients."""

    def __init__(self, params: Any, lr: float = 1e-3, weight_decay: float = 1e-2) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                self.shrink(p, 1 - group["lr"] * group["weight_decay"])

    def shrink(self, p: Any, factor: float) -> None:
        p.mul_(factor)


class Master(Nearest):
    """A float32 copy of the parameters is kept."""

    def shrink(self, p: Any, factor: float) -> None:
        copy = self.state[p].setdefault("copy", p.float())
        p.copy_(copy.mul_(factor))


class Stochastic(Nearest):
    """Values are rounded up or down at random."""

    def shrink(self, p: Any, factor: float) -> None:
        if p.dtype != torch.bfloat16:
            super().shrink(p, factor)
            return
        bits = (p.float() * factor).view(torch.int32)
        generator = torch.Generator().manual_seed(int(bits.sum()))
        noise = torch.randint(0, 1 << 16, bits.shape, dtype=torch.int32, generator=generator)
        p.copy_(((bits + noise) & -65536).view(torch.float32))


class SquaredRate(Nearest):
    """The decay is multiplied by lr twice."""

    def shrink(self, p: Any, factor: float) -> None:
        rate, decay = (self.param_groups[0][name] for name in ("lr", "weight_decay"))
        p.mul_(1 - rate * rate * decay)


def scenario_in(dtype: Precision) -> Scenario:
    start, gradient = Start(encode_array([1.0])), encode_array([0.5])
    return Scenario("adamw", dtype, (start,), ({},), (Step((gradient,)),))


def subject_of(kind: type) -> TorchSubject:
    return TorchSubject(kind, ("lr", "weight_decay"))


def judge(kind: type, dtype: Precision) -> Evidence | None:
    trial = Trial(rules()["adamw"], subject_of(kind), scenario_in(dtype))
    return laws()["small-decay"].judge(trial)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_rounding_to_nearest_loses_it_and_the_message_has_the_size(dtype: Precision) -> None:
    evidence = judge(Nearest, dtype)
    assert evidence is not None
    assert evidence.is_broken
    size = "0.00059, which is below half a unit in the last place (0.002)"
    assert dtype != "bfloat16" or size in evidence.message


@pytest.mark.parametrize("kind", [Master, Stochastic])
def test_a_float32_copy_and_stochastic_rounding_keep_it(kind: type) -> None:
    evidence = judge(kind, "bfloat16")
    assert evidence is not None
    assert not evidence.is_broken


def test_torch_rounds_to_nearest_and_is_only_advised() -> None:
    assert laws()["small-decay"].requirement == "should"
    evidence = judge(torch.optim.AdamW, "bfloat16")
    assert evidence is not None
    assert evidence.is_broken


def test_the_law_does_not_apply_to_other_precisions() -> None:
    assert judge(Nearest, "float32") is None


def test_what_another_formula_loses_in_any_precision_is_explained_by_the_formula() -> None:
    evidence = judge(SquaredRate, "bfloat16")
    assert evidence is not None
    assert evidence.is_broken
    finding = Finding(laws()["small-decay"], "half", scenario_in("bfloat16"), evidence)
    squared = Edit("adamw.py", "h.lr * h.weight_decay", "h.lr * h.lr * h.weight_decay")
    subject = subject_of(SquaredRate)
    assert holds_for(edit_rule("adamw", [squared]), subject, finding)
    assert not holds_for(rules()["adamw"], subject, finding)
