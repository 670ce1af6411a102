"""ASGD: stochastic gradient descent that also keeps an average of the parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from .autograd import Parameter
from .averages import average
from .hyperparameters import flag, nonnegative
from .optimizer import Array, Optimizer, State


class ASGD(Optimizer):
    r"""Stochastic gradient descent with a decaying learning rate and an average of the parameters.

    .. math::
        g &\leftarrow \pm g + \lambda_2\theta \\
        \theta &\leftarrow (1 - \lambda\eta_t)\theta - \eta_t g, \qquad
            \eta_1 = \eta, \quad \eta_{t+1} = \eta / (1 + \lambda\eta t)^\alpha \\
        \bar\theta &\leftarrow \bar\theta + \mu_t (\theta - \bar\theta), \qquad
            \mu_t = 1 / \max(1, t - 1 - t_0)

    t counts, for each parameter, the steps at which it had a gradient. The state keeps
    :math:`\bar\theta` as ``ax``. As in torch, :math:`\eta_{t+1}` is computed with the learning rate
    of step t: a learning rate changed between steps takes effect one step late.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta per gradient.
        lambd: lambda, at least 0; units of gradient per theta.
        alpha: exponent of the learning rate decay, at least 0.
        t0: the step after which averaging starts, at least 0.
        weight_decay: lambda_2, at least 0; units of gradient per theta.
        maximize: ascend instead.

    Source: Polyak and Juditsky, *Acceleration of stochastic approximation by averaging*, SIAM J.
    Control Optim. 30 (1992), equation 2; the schedules are those of Bottou, *Stochastic gradient
    descent tricks*, 2012, section 5.
    """

    lambd = nonnegative()
    alpha = nonnegative()
    t0 = nonnegative()
    weight_decay = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {"lr": -1, "lambd": 1, "weight_decay": 1}
    moments = ("ax",)

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            lambd=lambd,
            alpha=alpha,
            t0=t0,
            weight_decay=weight_decay,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay:
            g = g + h.weight_decay * theta
        eta = s.get("eta", h.lr)
        theta = theta * (1 - h.lambd * eta) - eta * g
        mu = 1 / max(1, t - 1 - h.t0)
        ax = average(s["ax"], theta, 1 - mu)
        return theta, {"ax": ax, "eta": h.lr / (1 + h.lambd * h.lr * t) ** h.alpha}
