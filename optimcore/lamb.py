"""LAMB: Adam with steps scaled to the norm of the parameter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class LAMB(Optimizer):
    r"""LAMB, layerwise adaptive moments for large batches.

    .. math::
        g &\leftarrow \pm g \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g, \qquad \hat m = m_t / (1 - \beta_1^t) \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g^2, \qquad \hat v = v_t / (1 - \beta_2^t) \\
        u &= \hat m / (\sqrt{\hat v} + \varepsilon) + \lambda\theta \\
        \theta &\leftarrow \theta - \eta\, \frac{\lVert\theta\rVert}{\lVert u\rVert}\, u

    with norms over the whole parameter; the function phi of the paper is the identity. Where a norm
    is 0, the ratio is 1.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; a fraction of theta's norm.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; per unit of theta.
        maximize: ascend instead.

    Source: You, Li, Reddi et al., *Large batch optimization for deep learning: training BERT in 76
    minutes*, ICLR 2020, algorithm 2.
    """

    betas = decay_rates()
    eps = nonnegative()
    weight_decay = nonnegative()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1}
    moments = ("m", "v")
    elementwise = False

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
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
        beta1, beta2 = h.betas
        m = average(s["m"], g, beta1)
        v = average(s["v"], g * g, beta2)
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        u = m_hat / (np.sqrt(v_hat) + h.eps) + h.weight_decay * theta
        size, length = np.linalg.norm(theta), np.linalg.norm(u)
        trust = size / length if size > 0 and length > 0 else 1.0
        return theta - h.lr * trust * u, {"m": m, "v": v}
