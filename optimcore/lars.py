"""LARS: momentum with a local learning rate from the norms of the parameter and its gradient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .hyperparameters import flag, nonnegative
from .optimizer import Array, Optimizer, State


class LARS(Optimizer):
    r"""LARS, layerwise adaptive rate scaling.

    .. math::
        g &\leftarrow \pm g \\
        \gamma &= \tau \lVert\theta\rVert / (\lVert g\rVert + \lambda\lVert\theta\rVert) \\
        v_t &= \mu v_{t-1} + \eta\gamma\, (g + \lambda\theta) \\
        \theta &\leftarrow \theta - v_t

    with norms over the whole parameter. Where a norm is 0, gamma is 1, because a parameter of zeros
    would otherwise never move. The learning rate is inside the velocity.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; no units, or units of theta per gradient where a norm is 0.
        momentum: mu, at least 0.
        weight_decay: lambda, at least 0; units of gradient per theta.
        trust_coefficient: tau, at least 0; no units.
        maximize: ascend instead.

    Source: You, Gitman, Ginsburg, *Large batch training of convolutional networks*, 2017,
    algorithm 1.
    """

    momentum = nonnegative()
    weight_decay = nonnegative()
    trust_coefficient = nonnegative()
    maximize = flag()

    # None because the step is proportional to the gradient where a norm is 0, and not elsewhere.
    gradient_powers: ClassVar = None
    moments = ("v",)
    elementwise = False

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        trust_coefficient: float = 1e-3,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            momentum=momentum,
            weight_decay=weight_decay,
            trust_coefficient=trust_coefficient,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        size, slope = np.linalg.norm(theta), np.linalg.norm(g)
        local = 1.0
        if size > 0 and slope > 0:
            local = h.trust_coefficient * size / (slope + h.weight_decay * size)
        v = h.momentum * s["v"] + h.lr * local * (g + h.weight_decay * theta)
        return theta - v, {"v": v}
