"""Lion: steps of constant size along the sign of an interpolated momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class Lion(Optimizer):
    r"""Lion (evolved sign momentum), with decoupled weight decay.

    .. math::
        g &\leftarrow \pm g \\
        c_t &= \beta_1 m_{t-1} + (1 - \beta_1) g \\
        \theta &\leftarrow \theta - \eta\, (\operatorname{sign}(c_t) + \lambda\theta) \\
        m_t &= \beta_2 m_{t-1} + (1 - \beta_2) g

    with sign(0) = 0. The step does not depend on the size of the gradients.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the average in the step and of the momentum, each in [0, 1).
        weight_decay: lambda, at least 0; per unit of theta.
        maximize: ascend instead.

    Source: Chen, Liang, Huang et al., *Symbolic discovery of optimization algorithms*, NeurIPS
    2023, algorithm 2.
    """

    betas = decay_rates()
    weight_decay = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {}
    moments = ("m",)
    sign_based = True

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas=betas, weight_decay=weight_decay, maximize=maximize)

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        beta1, beta2 = h.betas
        u = np.sign(average(s["m"], g, beta1)) + h.weight_decay * theta
        return theta - h.lr * u, {"m": average(s["m"], g, beta2)}
