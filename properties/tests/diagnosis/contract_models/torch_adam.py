"""An Adam for torch whose parts a defect replaces, and what the diagnosis calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.rules.registry import rules
from properties.scenarios.model import Event, Scenario, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

torch = pytest.importorskip("torch")

HYPER = ("lr", "betas", "eps", "weight_decay")

# Gradients that tell one step from another.
GRADIENTS = (0.5, -0.25, 1.0, 0.0625)


class Adam(torch.optim.Optimizer):  # type: ignore[misc, name-defined]
    """Adam as published."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        )

    def new_state(self, p: Any) -> dict[str, Any]:
        return {"step": 0, "m": torch.zeros_like(p), "v": torch.zeros_like(p)}

    def state_of(self, p: Any) -> Any:
        if not self.state[p]:
            self.state[p].update(self.new_state(p))
        return self.state[p]

    def values_of(self, group: Any, p: Any) -> Any:
        return group

    def count_of(self, group: Any, p: Any) -> int:
        self.state_of(p)["step"] += 1
        return int(self.state_of(p)["step"])

    def start(self) -> None:
        """Do what comes before the update of the parameters."""

    def start_group(self, group: Any) -> None:
        """Do what comes before the update of the parameters of a group."""

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        self.start()
        for group in self.param_groups:
            self.start_group(group)
            for p in group["params"]:
                if p.grad is not None:
                    self.update(p, self.values_of(group, p), self.count_of(group, p))
        return loss

    def update(self, p: Any, group: Any, t: int) -> None:
        s, (b1, b2) = self.state_of(p), group["betas"]
        g = p.grad + group["weight_decay"] * p
        s["m"] = b1 * s["m"] + (1 - b1) * g
        s["v"] = b2 * s["v"] + (1 - b2) * g * g
        m, v = s["m"] / (1 - b1**t), s["v"] / (1 - b2**t)
        p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))

    @property
    def parameters(self) -> list[Any]:
        return [p for group in self.param_groups for p in group["params"]]


def step(*gradients: float | None, size: int = 1, **manner: Any) -> Step:
    """Return a step with one gradient for each parameter."""
    given = tuple(None if g is None else encode_array([g * (k + 1) for k in range(size)])
                  for g in gradients)  # fmt: skip
    return Step(given, **manner)


def steps(*missing: tuple[int, ...], parameters: int = 2, **manner: Any) -> list[Event]:
    """Return steps in which the gradients of some parameters are None."""
    return [
        step(*(None if i in out else g * (i + 1) for i in range(parameters)), **manner)
        for g, out in zip(GRADIENTS, missing, strict=False)
    ]


def scenario(*events: Event, parameters: int = 2, groups: tuple[Any, ...] = ({},)) -> Scenario:
    """Return a scenario of parameters with one element, with the last one in the last group."""
    last = len(groups) - 1
    starts = tuple(
        Start(encode_array([1.0]), group=last if i == parameters - 1 else 0)
        for i in range(parameters)
    )
    return Scenario("adam", "float64", starts, groups, tuple(events))


def search(kind: Callable[..., Any], *scenarios: Scenario) -> ContractSearch:
    rule = rules()["adam"]
    return ContractSearch(rule, None, rule, TorchSubject(kind, HYPER), scenarios)


def name_of(kind: Callable[..., Any], feature: str, *scenarios: Scenario, more: str = "") -> str:
    """Return the id of what the diagnosis calls a defect in scenarios; empty if nothing.

    The right optimizer must have no name in the same scenarios.
    """
    kept = kept_features(find_feature(feature)) | set(more.split())
    assert search(Adam, *scenarios).name_findings(find_feature(feature), kept, ()) is None
    found = search(kind, *scenarios).name_findings(find_feature(feature), kept, ())
    return "" if found is None else found.candidate.id
