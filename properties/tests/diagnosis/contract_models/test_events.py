"""Defects about missing gradients, loaded states, closures and kept gradients are named."""

from __future__ import annotations

from typing import Any

import pytest

from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.contract_models.kept_gradients import kept_gradient_hypotheses
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.diagnosis.hypotheses.judging import is_enclosed, rule_with
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import EncodedHyper, Resume, Scenario, Start, Step, encode_array
from properties.scenarios.transforms import change
from properties.subjects.torch_driver import TorchSubject

from .torch_adam import Adam, name_of, scenario, steps, torch


class SkipsIncompleteSteps(Adam):
    def step(self, closure: Any = None) -> Any:
        if any(p.grad is None for p in self.parameters):
            return None
        return super().step(closure)


class IgnoresLatecomers(Adam):
    def start(self) -> None:
        if not self.state:
            self.__dict__["first"] = [p for p in self.parameters if p.grad is not None]
            for p in self.first:
                self.state_of(p)

    def update(self, p: Any, group: Any, t: int) -> None:
        if any(p is q for q in self.first):
            super().update(p, group, t)

    def count_of(self, group: Any, p: Any) -> int:
        return super().count_of(group, p) if any(p is q for q in self.first) else 1


class EndsAtNone(Adam):
    """An optimizer whose loop over the parameters ends at the first gradient that is None."""

    def step(self, closure: Any = None) -> Any:
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        if self.ends_step():
                            return
                        break
                    self.update(p, group, self.count_of(group, p))

    def ends_step(self) -> bool:
        return False


class StepEndsAtNone(EndsAtNone):
    def ends_step(self) -> bool:
        return True


MISSING = [scenario(*steps((0,), (), (1,))), scenario(*steps((1,), (), ()))]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (SkipsIncompleteSteps, "step-skipped-at-none"),
        (IgnoresLatecomers, "late-gradient-ignored"),
        (EndsAtNone, "group-ends-at-none"),
        (StepEndsAtNone, "step-ends-at-none"),
    ],
)
def test_what_follows_from_a_missing_gradient_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, "none", *MISSING, more="parameters") == name


class DecaysAll(Adam):
    """Decoupled weight decay of all parameters of a group, whether they have a gradient or not."""

    decays_all = True

    def start_group(self, group: Any) -> None:
        for p in group["params"]:
            if self.decays_all or p.grad is not None:
                p.mul_(1 - group["lr"] * group["weight_decay"])

    def update(self, p: Any, group: Any, t: int) -> None:
        super().update(p, {**group, "weight_decay": 0.0}, t)


class DecaysPresent(DecaysAll):
    decays_all = False


def test_decay_of_parameters_without_a_gradient_is_named() -> None:
    rule, feature = rules()["adamw"], find_feature("none")
    hyper = {"weight_decay": encode_hyper(0.5), "lr": encode_hyper(0.25)}
    cases = [change(one, rule="adamw", groups=(hyper,)) for one in MISSING]
    names = []
    for kind in (DecaysPresent, DecaysAll):
        subject = TorchSubject(kind, ("lr", "betas", "eps", "weight_decay"))
        search = ContractSearch(rule, None, rule, subject, cases)
        found = search.name_findings(feature, kept_features(feature) | {"parameters"}, ())
        names.append(found and found.candidate.id)
    assert names == [None, "decay-without-gradient"]


class CountAhead(Adam):
    shift = 1

    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict(saved)
        for state in self.state.values():
            state["step"] += self.shift


class CountBehind(CountAhead):
    shift = -1


class Reversed(Adam):
    def load_state_dict(self, saved: Any) -> None:
        last = len(self.parameters) - 1
        super().load_state_dict(
            {**saved, "state": {last - k: s for k, s in saved["state"].items()}}
        )


class ReversedWithoutCounts(Adam):
    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict(saved)
        both = [self.state[p] for p in self.parameters if self.state[p]]
        for name in ("m", "v"):
            values = [s[name] for s in reversed(both)]
            for s, value in zip(both, values, strict=True):
                s[name] = value


class OfFirst(Adam):
    def load_state_dict(self, saved: Any) -> None:
        given = {k: dict(saved["state"][0]) for k in saved["state"]}
        super().load_state_dict({**saved, "state": given})


class EntriesSwapped(Adam):
    source: tuple[tuple[str, str], ...] = (("m", "v"), ("v", "m"))

    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict(saved)
        for state in self.state.values():
            state.update({name: state[other].clone() for name, other in self.source})


class OneEntryOfAnother(EntriesSwapped):
    source = (("v", "m"),)


class ResetsMoments(Adam):
    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict(saved)
        for state in self.state.values():
            state["m"] = torch.zeros_like(state["m"])
            state["v"] = torch.zeros_like(state["v"])


RESUMED = [scenario(*steps((), ()), Resume(), *steps((), ()))]
COUNTED_APART = [scenario(*steps((), (0,)), Resume(), *steps((), ()))]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (CountAhead, "loaded-count-ahead"),
        (CountBehind, "loaded-count-behind"),
        (Reversed, "loaded-in-reverse"),
        (OfFirst, "loaded-of-first"),
        (EntriesSwapped, "loaded-m-and-v-swapped"),
        (OneEntryOfAnother, "loaded-v-from-m"),
        (ResetsMoments, "load-resets-moments"),
    ],
)
def test_how_a_state_is_loaded_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, "resume", *RESUMED, more="parameters") == name


def test_step_counts_that_stay_in_their_places_are_named() -> None:
    found = name_of(ReversedWithoutCounts, "resume", *COUNTED_APART, more="parameters none")
    assert found == "loaded-in-reverse-without-count"


class SavesFloat32(Adam):
    def state_dict(self) -> Any:
        saved = super().state_dict()
        saved["state"] = {
            k: {n: v.float() if torch.is_tensor(v) else v for n, v in s.items()}
            for k, s in saved["state"].items()
        }
        return saved


def test_a_state_that_is_saved_in_float32_is_named() -> None:
    assert name_of(SavesFloat32, "resume", *RESUMED, more="parameters") == "state-saved-in-float32"


class WithoutUpdate(Adam):
    def step(self, closure: Any = None) -> Any:
        return super().step() if closure is None else closure()


class ReadsBefore(Adam):
    """An optimizer that collects the gradients before it calls the closure."""

    def step(self, closure: Any = None) -> Any:
        before = [p.grad for p in self.parameters]
        loss = None if closure is None else closure()
        after = [p.grad for p in self.parameters]
        if closure is not None:
            self.set_gradients(before)
        super().step()
        self.set_gradients(after)
        return loss

    def set_gradients(self, gradients: list[Any]) -> None:
        for p, g in zip(self.parameters, gradients, strict=True):
            p.grad = g


CLOSURES = [scenario(*steps((), (), (), parameters=1, closure=True), parameters=1)]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (WithoutUpdate, "closure-without-update"),
        (ReadsBefore, "closure-after-gradients"),
    ],
)
def test_what_a_step_with_a_closure_does_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, "closure", *CLOSURES) == name


class FirstGradient(torch.optim.Optimizer):  # type: ignore[misc]
    """A step along the first gradient, which is kept without a copy."""

    def __init__(self, params: Any, lr: float = 1e-3) -> None:
        super().__init__(params, {"lr": lr})

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                state.setdefault("v", p.grad)
                p.sub_(group["lr"] * state["v"])


def test_a_first_gradient_that_is_kept_without_a_copy_is_found() -> None:
    """With momentum 1 and gradients of 0, the velocity stays the first gradient."""
    rule = rules()["sgd"]
    events = [Step((encode_array([g]),), recycle=True) for g in (0.5, 0.0, 0.0)]
    hyper: dict[str, EncodedHyper] = {"lr": (0.5).hex(), "momentum": (1.0).hex()}
    case = Scenario("sgd", "float64", (Start(encode_array([1.0])),), (hyper,), tuple(events))
    run = TorchSubject(FirstGradient, ("lr",)).run(Scenario(
        "sgd", "float64", case.parameters, ({"lr": hyper["lr"]},), case.events,
    ))  # fmt: skip
    assert not is_enclosed(rule, case, run)
    true = [
        h.id for h in kept_gradient_hypotheses(rule) if is_enclosed(rule_with(rule, h), case, run)
    ]
    assert true == ["gradient-kept-as-v"]
