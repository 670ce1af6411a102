"""Adan: Nesterov momentum from the differences of successive gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import flag, nonnegative, numbers
from .optimizer import Array, Optimizer, State


class Adan(Optimizer):
    r"""Adan, the adaptive Nesterov momentum algorithm, without restarts.

    .. math::
        g_t &\leftarrow \pm g_t, \qquad d_t = g_t - g_{t-1} \\
        m_t &= (1 - \beta_1) m_{t-1} + \beta_1 g_t, \qquad m_1 = g_1 \\
        v_t &= (1 - \beta_2) v_{t-1} + \beta_2 d_t, \qquad v_1 = 0,\ v_2 = d_2 \\
        n_t &= (1 - \beta_3) n_{t-1} + \beta_3 (g_t + (1 - \beta_2) d_t)^2,
            \qquad n_1 = g_1^2 \\
        \theta &\leftarrow \Bigl(\theta - \eta\, (m_t + (1 - \beta_2) v_t)
            / (\sqrt{n_t} + \varepsilon)\Bigr) / (1 + \eta\lambda)

    The betas multiply the new terms, as in the paper (whose first gradient is :math:`g_0`); in the
    authors' code the betas are 1 minus these, and the averages start at zero and are
    bias-corrected. Epsilon is added outside the root, as in that code.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: weights of the newest term in the three averages, each in [0, 1].
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; per unit of ``lr``.
        maximize: ascend instead.

    Source: Xie, Zhou, Li, Lin, Yan, *Adan: adaptive Nesterov momentum algorithm for faster
    optimizing deep models*, 2022, algorithm 1.
    """

    betas = numbers("3 numbers (beta1, beta2, beta3), each in [0, 1]", *[lambda h: 0 <= h <= 1] * 3)
    eps = nonnegative()
    weight_decay = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1}

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float, float] = (0.02, 0.08, 0.01),
        eps: float = 1e-8,
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
        betas = h.betas
        s = moments(g, s, betas)
        u = s["m"] + (1 - betas[1]) * s["v"] if "v" in s else s["m"]
        theta = theta - h.lr * u / (np.sqrt(s["n"]) + h.eps)
        return theta / (1 + h.lr * h.weight_decay), s


def moments(g: Array, s: State, betas: Any) -> State:
    """Return the state with the newest gradient; v exists from the second gradient on."""
    if "g" not in s:
        return {"g": g, "m": g, "n": g * g}
    beta1, beta2, beta3 = betas
    difference = g - s["g"]
    return {
        "g": g,
        "m": average(s["m"], g, 1 - beta1),
        "v": average(s["v"], difference, 1 - beta2) if "v" in s else difference,
        "n": average(s["n"], (g + (1 - beta2) * difference) ** 2, 1 - beta3),
    }
