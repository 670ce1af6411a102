"""Adadelta: steps in units of the parameters, scaled by the average of earlier steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rate, flag, nonnegative
from .optimizer import Array, Optimizer, State


class Adadelta(Optimizer):
    r"""Adadelta, with weight decay as an L2 term in the gradient.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \\
        v_t &= \rho v_{t-1} + (1 - \rho) g^2 \\
        \Delta &= g \sqrt{u_{t-1} + \varepsilon} / \sqrt{v_t + \varepsilon} \\
        u_t &= \rho u_{t-1} + (1 - \rho) \Delta^2 \\
        \theta &\leftarrow \theta - \eta\Delta

    Epsilon is added inside both roots: to a squared step and to a squared gradient.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; no units, and 1 in the paper.
        rho: decay rate of both averages, in [0, 1).
        eps: epsilon, at least 0; units of the gradient squared, and of theta squared.
        weight_decay: lambda, at least 0; units of gradient per theta.
        maximize: ascend instead.

    Source: Zeiler, *ADADELTA: an adaptive learning rate method*, 2012, algorithm 1.
    """

    rho = decay_rate()
    eps = nonnegative()
    weight_decay = nonnegative()
    maximize = flag()

    # None because epsilon has the units of the squared gradient and of the squared parameter.
    gradient_powers: ClassVar = None
    moments = ("v", "u")

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            rho=rho,
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
        v = average(s["v"], g * g, h.rho)
        delta = np.sqrt(s["u"] + h.eps) / np.sqrt(v + h.eps) * g
        u = average(s["u"], delta * delta, h.rho)
        return theta - h.lr * delta, {"v": v, "u": u}
