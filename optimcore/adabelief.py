"""AdaBelief: steps scaled by the deviation of the gradient from its average."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class AdaBelief(Optimizer):
    r"""AdaBelief, with the decoupled weight decay of its authors' code.

    .. math::
        g &\leftarrow \pm g, \qquad \theta \leftarrow (1 - \eta\lambda)\, \theta \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g, \qquad \hat m = m_t / (1 - \beta_1^t) \\
        s_t &= \beta_2 s_{t-1} + (1 - \beta_2)(g - m_t)^2 + \varepsilon,
            \qquad \hat s = s_t / (1 - \beta_2^t) \\
        \theta &\leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s} + \varepsilon)

    Epsilon is added inside the average, in units of the gradient squared, and outside the root, in
    units of the gradient. The algorithm in the paper has no weight decay.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient squared, and of the gradient.
        weight_decay: lambda, at least 0; per unit of ``lr``.
        maximize: ascend instead.

    Source: Zhuang, Tang, Ding et al., *AdaBelief optimizer: adapting stepsizes by the belief in
    observed gradients*, NeurIPS 2020, algorithm 2; ``weight_decouple`` in the authors' code.
    """

    betas = decay_rates()
    eps = nonnegative()
    weight_decay = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = None
    moments = ("m", "s")

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-16,
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
        beta1, beta2 = h.betas
        m = average(s["m"], g, beta1)
        variance = average(s["s"], (g - m) ** 2, beta2) + h.eps
        m_hat = m / (1 - beta1**t)
        s_hat = variance / (1 - beta2**t)
        theta = theta * (1 - h.lr * h.weight_decay)
        return theta - h.lr * m_hat / (np.sqrt(s_hat) + h.eps), {"m": m, "s": variance}
