"""Yogi: Adam with a second moment that changes by at most a fraction of the squared gradient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class Yogi(Optimizer):
    r"""Yogi, without bias correction.

    .. math::
        g &\leftarrow \pm g \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g \\
        v_t &= v_{t-1} - (1 - \beta_2) \operatorname{sign}(v_{t-1} - g^2)\, g^2 \\
        \theta &\leftarrow \theta - \eta\, m_t / (\sqrt{v_t} + \varepsilon)

    In the paper's algorithm v starts at 0, and in its experiments at squared gradients of the first
    point. In optax and TensorFlow Federated it starts at 1e-6, which is the default here.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        initial_accumulator_value: v before the first step, at least 0; units of the gradient
            squared. It is used at the first step.
        maximize: ascend instead.

    Source: Zaheer, Reddi, Sachan, Kale, Kumar, *Adaptive methods for nonconvex optimization*,
    NeurIPS 2018, algorithm 2.
    """

    betas = decay_rates()
    eps = nonnegative()
    initial_accumulator_value = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1, "initial_accumulator_value": 2}
    moments = ("m",)

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-3,
        initial_accumulator_value: float = 1e-6,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            initial_accumulator_value=initial_accumulator_value,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        beta1, beta2 = h.betas
        m = average(s["m"], g, beta1)
        square = g * g
        v = s.get("v", h.initial_accumulator_value)
        v = v - (1 - beta2) * np.sign(v - square) * square
        return theta - h.lr * m / (np.sqrt(v) + h.eps), {"m": m, "v": v}
