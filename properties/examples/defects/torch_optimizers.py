"""A correct torch optimizer in few lines, and optimizers with one defect each.

The module needs torch, so nothing of the suite imports it; the documentation reads its source.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

HYPER = ("lr", "weight_decay")


class Miniature(torch.optim.Optimizer):  # type: ignore[misc]
    """A correct SGD with weight decay, in the fewest lines."""

    def __init__(self, params: Any, lr: Any = 1e-3, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})
        self.first = float(lr)
        self.param_groups: list[dict[str, Any]]

    def step(self) -> None:
        """Take a step."""
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, group)

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        """Move one parameter."""
        if g.is_sparse:
            g = g.to_dense()
        p.sub_(self.rate(group) * (g + group["weight_decay"] * p))

    def rate(self, group: dict[str, Any]) -> float:
        """Return the learning rate of a group."""
        return float(group["lr"])


class Closing(Miniature):
    """A correct optimizer whose step takes a closure."""

    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        with torch.enable_grad():
            loss = closure() if closure else None
        super().step()
        return loss


class LateClosure(Miniature):
    """The closure is called after the step."""

    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        super().step()
        with torch.enable_grad():
            return closure() if closure else None


class ForgottenLoss(Miniature):
    """The loss of the closure is not returned."""

    def step(self, closure: Callable[[], float] | None = None) -> None:
        if closure:
            with torch.enable_grad():
                closure()
        super().step()


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


class HalfFirstDecay(Miniature):
    """Half of the weight decay is computed at construction."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        decay = (group["weight_decay"] + self.defaults["weight_decay"]) / 2
        super().move(p, g, {**group, "weight_decay": decay})


class RoundedRate(Miniature):
    """A learning rate that is a tensor is rounded to half precision."""

    def rate(self, group: dict[str, Any]) -> float:
        lr = group["lr"]
        return float(lr.half()) if isinstance(lr, torch.Tensor) else float(lr)


class HalvedSparse(Miniature):
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


class LateDecay(Miniature):
    """A group that is added later gets the weight decay of the first one."""

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group."""
        super().add_param_group(param_group)
        self.param_groups[-1]["weight_decay"] = self.param_groups[0]["weight_decay"]


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


class RoundedToNearest(Miniature):
    """Weight decay is subtracted in the precision of the parameter."""


class FactorOfKernel(Miniature):
    """Muon without momentum, whose shape factor is that of the last two axes of a kernel."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        x = orthogonal(g.reshape(len(g), -1)).reshape(g.shape)
        p.sub_(self.rate(group) * max(1.0, g.size(-2) / g.size(-1)) ** 0.5 * x)


def orthogonal(u: Any) -> Any:
    """Move every singular value of matrices towards 1."""
    if u.size(-2) > u.size(-1):
        return orthogonal(u.mT).mT
    x = u / u.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.775 * gram + 2.0315 * gram @ gram) @ x
    return x


class Halfway(Miniature):
    """A correct optimizer that is evaluated half-way between the start and the parameters."""

    training = True

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        self.state[p].setdefault("start", p.clone())
        super().move(p, g, group)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def eval(self) -> None:
        """Switch to evaluation mode."""
        if self.training:
            for p, state in self.state.items():
                state["trained"] = p.clone()
                p.copy_((p + state["start"]) / 2)
        self.training = False

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def train(self) -> None:
        """Switch to training mode."""
        if not self.training:
            for p, state in self.state.items():
                p.copy_(state.pop("trained"))
        self.training = True


class Unrestored(Halfway):
    """The parameters of evaluation mode are left in place."""

    def train(self) -> None:
        self.training = True
