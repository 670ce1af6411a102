"""ADOPT: the gradient is divided by the root of the previous second moment, then averaged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class ADOPT(Optimizer):
    r"""ADOPT with clipping and decoupled weight decay.

    .. math::
        g &\leftarrow \pm g, \qquad v_1 = g^2, \qquad c_t = (t - 1)^{1/4} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)
            \operatorname{clip}(g / \max(\sqrt{v_{t-1}}, \varepsilon), -c_t, c_t) \\
        \theta &\leftarrow (1 - \eta\lambda)\, \theta - \eta\, m_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g^2

    The first step only sets v: the parameter does not move or decay.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; per unit of ``lr``.
        maximize: ascend instead.

    Source: Taniguchi, Harada, Minegishi et al., *ADOPT: modified Adam can converge with any beta2
    with the optimal rate*, NeurIPS 2024, algorithm 2 with the clipping of its authors.
    """

    betas = decay_rates()
    eps = nonnegative()
    weight_decay = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1}
    moments = ("m",)

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.9999),
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params, lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if "v" not in s:
            return theta, {"m": s["m"], "v": g * g}
        beta1, beta2 = h.betas
        most = (t - 1) ** 0.25
        scaled = g / np.maximum(np.sqrt(s["v"]), h.eps)
        m = average(s["m"], np.maximum(np.minimum(scaled, most), -most), beta1)
        theta = theta * (1 - h.lr * h.weight_decay)
        return theta - h.lr * m, {"m": m, "v": average(s["v"], g * g, beta2)}
