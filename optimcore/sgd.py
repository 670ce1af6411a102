"""Stochastic gradient descent with momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from .autograd import Parameter
from .hyperparameters import finite, flag, nonnegative
from .optimizer import Array, Optimizer, State


class SGD(Optimizer):
    r"""Stochastic gradient descent with momentum.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \\
        v_t &= \mu v_{t-1} + (1 - d) g, \qquad v_1 = g \\
        u &= g + \mu v_t \text{ (Nesterov)}, \quad v_t \text{ (momentum)}, \quad g \text{ (none)} \\
        \theta &\leftarrow \theta - \eta u

    As in torch, the learning rate is outside the velocity, the first velocity is the undampened
    gradient, and ``weight_decay`` is an L2 term in the gradient.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta per gradient.
        momentum: mu, at least 0.
        dampening: d, any finite number; 0 with ``nesterov``.
        weight_decay: lambda, at least 0; units of gradient per theta.
        nesterov: use Nesterov momentum; needs ``momentum`` > 0.
        maximize: ascend instead.

    Source: Sutskever, Martens, Dahl, Hinton, *On the importance of initialization and momentum in
    deep learning*, ICML 2013, equations 1-4.
    """

    momentum = nonnegative()
    dampening = finite()
    weight_decay = nonnegative()
    nesterov = flag()
    maximize = flag()

    gradient_powers: ClassVar = {"lr": -1, "weight_decay": 1}

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
            maximize=maximize,
        )
        if nesterov and not (self.momentum > 0 and self.dampening == 0):
            raise ValueError(
                f"SGD got nesterov=True with momentum={momentum!r} and dampening={dampening!r}, "
                "for which Nesterov momentum is not defined. Give momentum > 0 and dampening = 0."
            )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay:
            g = g + h.weight_decay * theta
        if not h.momentum:
            return theta - h.lr * g, s
        v = h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g
        u = g + h.momentum * v if h.nesterov else v
        return theta - h.lr * u, {"v": v}
