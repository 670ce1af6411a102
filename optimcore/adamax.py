"""Adamax: Adam with a decaying maximum of the gradient in place of the second moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class Adamax(Optimizer):
    r"""Adamax, Adam in the infinity norm, with weight decay as an L2 term in the gradient.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g \\
        u_t &= \max(\beta_2 u_{t-1},\, |g| + \varepsilon) \\
        \theta &\leftarrow \theta - \frac{\eta}{1 - \beta_1^t}\, \frac{m_t}{u_t}

    t counts, for each parameter, the steps at which it had a gradient. Epsilon is not in the paper;
    torch adds it to keep :math:`u` above 0.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the first moment and of the norm, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; units of gradient per theta.
        maximize: ascend instead.

    Source: Kingma and Ba, *Adam: a method for stochastic optimization*, ICLR 2015, algorithm 2.
    """

    betas = decay_rates()
    eps = nonnegative()
    weight_decay = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1, "weight_decay": 1}
    moments = ("m", "u")

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay:
            g = g + h.weight_decay * theta
        beta1, beta2 = h.betas
        m = average(s["m"], g, beta1)
        u = np.maximum(beta2 * s["u"], np.abs(g) + h.eps)
        return theta - h.lr / (1 - beta1**t) * m / u, {"m": m, "u": u}
