"""AdamW: Adam with weight decay that acts on the parameter, not on the gradient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from .adam import Adam, adaptive_step
from .autograd import Parameter
from .optimizer import Array, State


class AdamW(Adam):
    r"""Adam with decoupled weight decay.

    .. math::
        \theta &\leftarrow (1 - \eta\lambda)\, \theta \\
        \theta &\leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v} + \varepsilon)

    with :math:`\hat m` and :math:`\hat v` of :class:`Adam` without its L2 term.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; per unit of ``lr``.
        amsgrad: divide by the root of the largest second moment so far.
        maximize: ascend instead.

    Source: Loshchilov and Hutter, *Decoupled weight decay regularization*, ICLR 2019, algorithm 2.
    """

    gradient_powers: ClassVar = {"eps": 1}

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        theta = theta * (1 - h.lr * h.weight_decay)
        return adaptive_step(theta, g, s, t, h)
