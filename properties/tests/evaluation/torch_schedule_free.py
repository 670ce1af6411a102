"""Schedule-free AdamW for torch: correct in several styles, and with one defect each."""

from __future__ import annotations

from typing import Any

import torch

Group = dict[str, Any]


class InPlace(torch.optim.Optimizer):  # type: ignore[misc, unused-ignore]
    """The style of the package schedulefree: one buffer z, and both points computed in place."""

    def __init__(
        self,
        params: Any,
        lr: float = 0.0025,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        warmup_steps: int = 0,
        r: float = 0.0,
        weight_lr_power: float = 2.0,
    ) -> None:
        given = {name: value for name, value in locals().items() if name not in ("self", "params")}
        given.pop("__class__", None)
        super().__init__(params, {**given, "training": True})

    @torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
    def eval(self) -> None:
        """Set the parameters to x."""
        self.switch(False)

    @torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
    def train(self) -> None:
        """Set the parameters to y."""
        self.switch(True)

    def switch(self, training: bool) -> None:
        """Set the mode, unless it is set already."""
        for group in self.param_groups:
            if group["training"] != training:
                for p in group["params"]:
                    if "z" in self.state[p]:
                        (self.to_y if training else self.to_x)(p, self.state[p], group)
            group["training"] = training

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        """Set a parameter to x."""
        p.lerp_(s["z"], 1 - 1 / group["betas"][0])

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        """Set a parameter to y."""
        p.lerp_(s["z"], 1 - group["betas"][0])

    @torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
    def step(self) -> None:  # type: ignore[override, unused-ignore]
        for group in self.param_groups:
            if not group["training"]:
                raise RuntimeError("the optimizer is in evaluation mode")
            for p in group["params"]:
                if p.grad is not None:
                    self.step_one(p, self.state[p], group)

    def step_one(self, p: Any, s: Group, group: Group) -> None:
        """Take a step of one parameter."""
        if "z" not in s:
            s.update(k=0, total=0.0, largest=0.0, v=torch.zeros_like(p))
            self.start(p, s)
        k = s["k"] = s["k"] + 1
        warmup = group["warmup_steps"]
        lr = group["lr"] * (min(k / warmup, 1.0) if warmup else 1.0)
        s["largest"] = max(lr, s["largest"])
        weight = self.weight(k, s["largest"], group)
        s["total"] += weight
        c = weight / s["total"] if s["total"] else 0.0
        beta1, beta2 = group["betas"]
        s["v"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
        u = p.grad / self.denominator(s["v"] / (1 - beta2**k), group["eps"])
        if group["weight_decay"]:
            u = u + group["weight_decay"] * p
        self.move(p, s, u, lr, c, beta1)

    def start(self, p: Any, s: Group) -> None:
        """Make the buffers of a parameter."""
        s["z"] = p.detach().clone()

    def weight(self, k: int, largest: float, group: Group) -> float:
        """Return the weight of a step in the average."""
        weight: float = k ** group["r"] * largest ** group["weight_lr_power"]
        return weight

    def denominator(self, v: Any, eps: float) -> Any:
        """Return what the gradient is divided by."""
        return v.sqrt() + eps

    def move(self, p: Any, s: Group, u: Any, lr: float, c: float, beta1: float) -> None:
        """Move y and z."""
        p.lerp_(s["z"], c)
        p.add_(u, alpha=lr * (beta1 * (1 - c) - 1))
        s["z"].sub_(u, alpha=lr)


class Copies(InPlace):
    """x and z are kept, y is computed from them, and copied when the mode is switched."""

    def start(self, p: Any, s: Group) -> None:
        super().start(p, s)
        s["x"] = p.detach().clone()

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        s["y"] = p.detach().clone()
        p.copy_(s["x"])

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        p.copy_(s.pop("y"))

    def move(self, p: Any, s: Group, u: Any, lr: float, c: float, beta1: float) -> None:
        s["z"] = s["z"] - lr * u
        s["x"] = (1 - c) * s["x"] + c * s["z"]
        p.copy_((1 - beta1) * s["z"] + beta1 * s["x"])


class Recomputed(Copies):
    """x and z are kept, and y is computed again when the mode is switched."""

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        p.copy_(s["x"])

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        beta1 = group["betas"][0]
        p.copy_(s["x"] + (1 - beta1) * (s["z"] - s["x"]))


class Quotient(InPlace):
    """Both points are computed in place, by a quotient and a product."""

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        beta1 = group["betas"][0]
        p.sub_(s["z"], alpha=1 - beta1).div_(beta1)

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        beta1 = group["betas"][0]
        p.mul_(beta1).add_(s["z"], alpha=1 - beta1)


CORRECT = (InPlace, Copies, Recomputed, Quotient)


class NeverX(InPlace):
    """eval() leaves y in the parameters."""

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        pass

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        pass


class NoMode(InPlace):
    """The mode is not stored, so that a second eval() goes on from x."""

    def switch(self, training: bool) -> None:
        for group in self.param_groups:
            group["training"] = not training
        super().switch(training)


class OnceX(InPlace):
    """A second eval() does nothing, but a second train() moves y."""

    def switch(self, training: bool) -> None:
        for group in self.param_groups if training else ():
            group["training"] = False
        super().switch(training)


class Unrestored(InPlace):
    """train() leaves x in the parameters."""

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        pass


class SwappedBeta(InPlace):
    """eval() has 1 - beta1 in place of beta1."""

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        p.lerp_(s["z"], 1 - 1 / (1 - group["betas"][0]))

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        p.lerp_(s["z"], group["betas"][0])


class SecondBeta(Copies):
    """eval() has beta2 in place of beta1."""

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        super().to_x(p, s, group)
        p.copy_(s["y"].lerp(s["z"], 1 - 1 / group["betas"][1]))


class ShowsZ(Copies):
    """eval() shows z."""

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        super().to_x(p, s, group)
        p.copy_(s["z"])


class WrongWayBack(InPlace):
    """train() has beta1 in place of 1 - beta1."""

    def to_y(self, p: Any, s: Group, group: Group) -> None:
        p.lerp_(s["z"], group["betas"][0])


class FirstX(Copies):
    """eval() shows what it showed first."""

    def to_x(self, p: Any, s: Group, group: Group) -> None:
        super().to_x(p, s, group)
        p.copy_(s.setdefault("first", s["x"]))


class ForgottenSum(InPlace):
    """The sum of the weights is not saved."""

    def state_dict(self) -> dict[str, Any]:
        saved: dict[str, Any] = super().state_dict()
        saved["state"] = {k: {**s, "total": 0.0} for k, s in saved["state"].items()}
        return saved


class Unweighted(InPlace):
    """The steps have equal weights, whatever the learning rate is."""

    def weight(self, k: int, largest: float, group: Group) -> float:
        return float(k ** group["r"])


class EpsInside(InPlace):
    """eps is added inside the root."""

    def denominator(self, v: Any, eps: float) -> Any:
        return (v + eps).sqrt()


class ZStill(InPlace):
    """z is moved by the part of the step that y makes."""

    def move(self, p: Any, s: Group, u: Any, lr: float, c: float, beta1: float) -> None:
        super().move(p, s, u, lr, c, beta1)
        s["z"].add_(u, alpha=lr * beta1)


DEFECTS = (
    NeverX, NoMode, OnceX, Unrestored, SwappedBeta, SecondBeta, ShowsZ, WrongWayBack, FirstX,
    ForgottenSum, Unweighted, EpsInside, ZStill,
)  # fmt: skip
