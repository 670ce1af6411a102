"""Adagrad: steps divided by the root of the sum of all squared gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .hyperparameters import flag, nonnegative
from .optimizer import Array, Optimizer, State


class Adagrad(Optimizer):
    r"""Adagrad, with a decaying learning rate and weight decay as an L2 term in the gradient.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \\
        v_t &= v_{t-1} + g^2, \qquad v_0 = \tau \\
        \theta &\leftarrow \theta - \frac{\eta}{1 + (t - 1)\gamma}\,
            \frac{g}{\sqrt{v_t} + \varepsilon}

    t counts, for each parameter, the steps at which it had a gradient.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        lr_decay: gamma, at least 0.
        weight_decay: lambda, at least 0; units of gradient per theta.
        initial_accumulator_value: tau, at least 0; units of the gradient squared.
        eps: epsilon, at least 0; units of the gradient.
        maximize: ascend instead.

    Source: Duchi, Hazan and Singer, *Adaptive subgradient methods for online learning and
    stochastic optimization*, JMLR 12 (2011), figure 1, with the diagonal matrix.
    """

    lr_decay = nonnegative()
    weight_decay = nonnegative()
    initial_accumulator_value = nonnegative()
    eps = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {"weight_decay": 1, "initial_accumulator_value": 2, "eps": 1}

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay:
            g = g + h.weight_decay * theta
        v = s.get("v", h.initial_accumulator_value) + g * g
        lr = h.lr / (1 + (t - 1) * h.lr_decay)
        return theta - lr * g / (np.sqrt(v) + h.eps), {"v": v}
