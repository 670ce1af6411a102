"""Adam: steps from bias-corrected estimates of the first and second moment of the gradient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class Adam(Optimizer):
    r"""Adam, with weight decay as an L2 term in the gradient.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g, \qquad \hat m = m_t / (1 - \beta_1^t) \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g^2, \qquad \hat v = v_t / (1 - \beta_2^t) \\
        \theta &\leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v} + \varepsilon)

    t counts, for each parameter, the steps at which it had a gradient. With ``amsgrad`` the
    largest :math:`v` so far replaces :math:`v_t` before the bias correction, as in torch.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; units of gradient per theta.
        amsgrad: divide by the root of the largest second moment so far.
        maximize: ascend instead.

    Source: Kingma and Ba, *Adam: a method for stochastic optimization*, ICLR 2015, algorithm 1;
    Reddi, Kale and Kumar, *On the convergence of Adam and beyond*, ICLR 2018, algorithm 2.
    """

    betas = decay_rates()
    eps = nonnegative()
    weight_decay = nonnegative()
    amsgrad = flag()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1, "weight_decay": 1}
    moments = ("m", "v")

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay:
            g = g + h.weight_decay * theta
        return adaptive_step(theta, g, s, t, h)


def adaptive_step(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
    """Take one step of Adam without weight decay; shared by Adam and AdamW."""
    beta1, beta2 = h.betas
    m = average(s["m"], g, beta1)
    v = average(s["v"], g * g, beta2)
    kept = {"m": m, "v": v}
    if h.amsgrad:
        v = kept["v_max"] = np.maximum(s["v_max"], v) if "v_max" in s else v
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - h.lr * m_hat / (np.sqrt(v_hat) + h.eps), kept
