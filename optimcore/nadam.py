"""NAdam: Adam with Nesterov momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class NAdam(Optimizer):
    r"""Adam with Nesterov momentum, with a weight that grows with the step count.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \text{ (coupled)}, \qquad
            \theta \leftarrow (1 - \eta\lambda)\theta \text{ (decoupled)} \\
        \mu_t &= \beta_1 (1 - \tfrac12\, 0.96^{t\psi}), \qquad
            \pi_t = \mu_1 \mu_2 \cdots \mu_t \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g^2, \qquad \hat v = v_t / (1 - \beta_2^t) \\
        \theta &\leftarrow \theta - \eta\, \frac{(1 - \mu_t)\, g / (1 - \pi_t)
            + \mu_{t+1} m_t / (1 - \pi_t \mu_{t+1})}{\sqrt{\hat v} + \varepsilon}

    t counts, for each parameter, the steps at which it had a gradient.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; units of gradient per theta, or of 1 / lr if decoupled.
        momentum_decay: psi, at least 0; how fast the momentum weight grows.
        decoupled_weight_decay: apply weight decay to the parameters, as AdamW does.
        maximize: ascend instead.

    Source: Dozat, *Incorporating Nesterov momentum into Adam*, ICLR workshop 2016, algorithm 2,
    with the schedule of :math:`\mu` given there in section 2.
    """

    betas = decay_rates()
    eps = nonnegative()
    weight_decay = nonnegative()
    momentum_decay = nonnegative()
    decoupled_weight_decay = flag()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1, "weight_decay": 1}
    moments = ("m", "v")

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            momentum_decay=momentum_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay and h.decoupled_weight_decay:
            theta = theta * (1 - h.lr * h.weight_decay)
        elif h.weight_decay:
            g = g + h.weight_decay * theta
        beta1, beta2 = h.betas

        def weight(k: int) -> Any:
            return beta1 * (1 - 0.5 * 0.96 ** (k * h.momentum_decay))

        mu, mu_next = weight(t), weight(t + 1)
        product = s.get("mu_product", 1.0) * mu
        m = average(s["m"], g, beta1)
        v = average(s["v"], g * g, beta2)
        scale = np.sqrt(v / (1 - beta2**t)) + h.eps
        theta = theta - h.lr * (1 - mu) / (1 - product) * g / scale
        theta = theta - h.lr * mu_next / (1 - product * mu_next) * m / scale
        return theta, {"m": m, "v": v, "mu_product": product}
