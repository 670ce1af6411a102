"""RAdam: Adam that uses the second moment only after enough steps, with a rectified step size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import decay_rates, flag, nonnegative
from .optimizer import Array, Optimizer, State


class RAdam(Optimizer):
    r"""Rectified Adam: momentum without a second moment in the first steps.

    .. math::
        g &\leftarrow \pm g + \lambda\theta \text{ (coupled)}, \qquad
            \theta \leftarrow (1 - \eta\lambda)\theta \text{ (decoupled)} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g, \qquad \hat m = m_t / (1 - \beta_1^t) \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g^2 \\
        \rho_\infty &= 2 / (1 - \beta_2) - 1, \qquad
            \rho_t = \rho_\infty - 2 t \beta_2^t / (1 - \beta_2^t) \\
        r_t &= \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\rho_\infty}
            {(\rho_\infty - 4)(\rho_\infty - 2)\rho_t}} \\
        \theta &\leftarrow \theta - \eta\, \hat m\, r_t \sqrt{1 - \beta_2^t} /
            (\sqrt{v_t} + \varepsilon) \text{ if } \rho_t > 5, \qquad
            \theta - \eta\, \hat m \text{ otherwise}

    t counts, for each parameter, the steps at which it had a gradient. As in torch, the limit for
    :math:`\rho_t` is 5 (4 in the paper), and epsilon is added before the bias correction of
    :math:`v`.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; units of theta, or of theta per gradient while rho is small.
        betas: decay rates of the two moments, each in [0, 1).
        eps: epsilon, at least 0; units of the gradient.
        weight_decay: lambda, at least 0; units of gradient per theta, or of 1 / lr if decoupled.
        decoupled_weight_decay: apply weight decay to the parameters, as AdamW does.
        maximize: ascend instead.

    Source: Liu, Jiang, He, Chen, Liu, Gao and Han, *On the variance of the adaptive learning rate
    and beyond*, ICLR 2020, algorithm 2.
    """

    betas = decay_rates()
    eps = nonnegative()
    weight_decay = nonnegative()
    decoupled_weight_decay = flag()
    maximize = flag()

    # None because the first steps are proportional to the gradient and the later ones are not, so
    # that no scaling of the hyper-parameters compensates for scaled gradients.
    gradient_powers: ClassVar = None
    moments = ("m", "v")

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        if h.weight_decay and h.decoupled_weight_decay:
            theta = theta * (1 - h.lr * h.weight_decay)
        elif h.weight_decay:
            g = g + h.weight_decay * theta
        beta1, beta2 = h.betas
        m = average(s["m"], g, beta1)
        v = average(s["v"], g * g, beta2)
        move = h.lr * m / (1 - beta1**t)
        rho_inf = 2 / (1 - beta2) - 1
        gap = 2 * t * beta2**t / (1 - beta2**t)
        rho = rho_inf - gap
        if rho > 5:
            move = move * rectified(gap, rho_inf) * (1 - beta2**t) ** 0.5 / (np.sqrt(v) + h.eps)
        return theta - move, {"m": m, "v": v}


def rectified(gap: Any, rho_inf: Any) -> Any:
    r"""Return the rectification factor of the step.

    With :math:`s_t = \rho_\infty - \rho_t`, which is ``gap``, this is

    .. math:: r_t = \sqrt{\frac{(1 - s_t / (\rho_\infty - 4)) (1 - s_t / (\rho_\infty - 2))}
        {1 - s_t / \rho_\infty}}

    which tends to 1 without a difference of nearly equal numbers.
    """
    ratio = (1 - gap / (rho_inf - 4)) * (1 - gap / (rho_inf - 2)) / (1 - gap / rho_inf)
    return ratio**0.5
