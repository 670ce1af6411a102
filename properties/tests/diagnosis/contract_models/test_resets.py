"""An event that resets the state is named, with the part that it resets."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import AddGroup, Resume, Save, Scenario, SetHyper, ZeroGrad

from .torch_adam import Adam, name_of, scenario, steps

FIRST, LAST = steps((), (), parameters=1), steps((), (), parameters=1)


def with_event(*events: Any) -> list[Scenario]:
    return [scenario(*FIRST, *events, *LAST, parameters=1)]


class Resetting(Adam):
    """An optimizer that resets a part of its state."""

    entries: tuple[str, ...] = ("step", "m", "v")

    def reset(self, *parameters: Any) -> None:
        for p in parameters or self.parameters:
            if self.state[p]:
                new = self.new_state(p)
                self.state[p].update({name: new[name] for name in self.entries})


class ZeroGradResets(Resetting):
    def zero_grad(self, set_to_none: bool = True) -> None:
        super().zero_grad(set_to_none)
        self.reset()


class ZeroGradResetsCount(ZeroGradResets):
    entries = ("step",)


class ZeroGradResetsMoments(ZeroGradResets):
    entries = ("m", "v")


class LrResets(Resetting):
    def count_of(self, group: Any, p: Any) -> int:
        if self.state_of(p).setdefault("lr", group["lr"]) != group["lr"]:
            self.reset(p)
        self.state_of(p)["lr"] = group["lr"]
        return super().count_of(group, p)


class EpsResets(Resetting):
    def count_of(self, group: Any, p: Any) -> int:
        if self.state_of(p).setdefault("eps", group["eps"]) != group["eps"]:
            self.reset(p)
        self.state_of(p)["eps"] = group["eps"]
        return super().count_of(group, p)


class NoneResets(Resetting):
    def start(self) -> None:
        for p in self.parameters:
            if p.grad is None:
                self.reset(p)


class AddGroupResets(Resetting):
    def add_param_group(self, group: Any) -> None:
        super().add_param_group(group)
        self.reset()


class SaveResets(Resetting):
    def state_dict(self) -> Any:
        saved = super().state_dict()
        saved["state"] = {k: dict(s) for k, s in saved["state"].items()}
        self.reset()
        return saved


class CopyResetsCount(Adam):
    def __getstate__(self) -> Any:
        kept = super().__getstate__()
        return {**kept, "state": {p: {**s, "step": 0} for p, s in kept["state"].items()}}


ZERO_GRAD = with_event(ZeroGrad())
LR = with_event(SetHyper("lr", encode_hyper(0.25)))
EPS = with_event(SetHyper("eps", encode_hyper(0.25)))
NONE = [scenario(*FIRST, *steps((0,), (0,), parameters=1), *LAST, parameters=1)]
GROUP = [scenario(*steps((1,), (1,)), AddGroup(1), *steps((), ()), groups=({}, {}))]


@pytest.mark.parametrize(
    ("kind", "feature", "cases", "name"),
    [
        (ZeroGradResets, "zero-grad", ZERO_GRAD, "zero-grad-resets-state"),
        (ZeroGradResetsCount, "zero-grad", ZERO_GRAD, "zero-grad-resets-count"),
        (ZeroGradResetsMoments, "zero-grad", ZERO_GRAD, "zero-grad-resets-moments"),
        (LrResets, "set-lr", LR, "lr-resets-state"),
        (EpsResets, "set-hyper", EPS, "hyper-resets-state"),
        (NoneResets, "none", NONE, "none-resets-state"),
        (AddGroupResets, "add-group", GROUP, "add-group-resets-state"),
        (SaveResets, "resume", with_event(Save()), "save-resets-state"),
        (CopyResetsCount, "copy", with_event(Resume(by="deepcopy")), "copy-resets-count"),
    ],
)
def test_what_resets_the_state_is_named(
    kind: type[Adam], feature: str, cases: list[Scenario], name: str
) -> None:
    assert name_of(kind, feature, *cases) == name
