"""RMSprop: steps divided by the root of an exponential average of squared gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rate, flag, nonnegative
from .optimizer import Array, Optimizer, State


class RMSprop(Optimizer):
    r"""RMSprop, optionally centred and with momentum.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \\
        v_t &= \alpha v_{t-1} + (1 - \alpha) g^2, \qquad
            a_t = \alpha a_{t-1} + (1 - \alpha) g \\
        d &= \sqrt{v_t} + \varepsilon, \qquad
            \sqrt{v_t - a_t^2} + \varepsilon \text{ (centered)} \\
        b_t &= \mu b_{t-1} + g / d \\
        \theta &\leftarrow \theta - \eta b_t

    Epsilon is added outside the root, as in torch.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        alpha: decay rate of both averages, in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; units of gradient per theta.
        momentum: mu, at least 0.
        centered: divide by an estimate of the standard deviation of the gradient.
        maximize: ascend instead.

    Source: Tieleman and Hinton, *Lecture 6.5: rmsprop*, Coursera 2012; centred and with momentum
    in Graves, *Generating sequences with recurrent neural networks*, 2013, equations 38-45.
    """

    alpha = decay_rate()
    eps = nonnegative()
    weight_decay = nonnegative()
    momentum = nonnegative()
    centered = flag()
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1, "weight_decay": 1}
    moments = ("v",)

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            alpha=alpha,
            eps=eps,
            weight_decay=weight_decay,
            momentum=momentum,
            centered=centered,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay:
            g = g + h.weight_decay * theta
        v = average(s["v"], g * g, h.alpha)
        kept, spread = {"v": v}, v
        if h.centered:
            a = kept["a"] = average(s.get("a", 0.0), g, h.alpha)
            spread = v - a * a
        move = g / (np.sqrt(spread) + h.eps)
        if h.momentum:
            move = kept["b"] = h.momentum * s.get("b", 0.0) + move
        return theta - h.lr * move, kept
