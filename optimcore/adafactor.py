"""Adafactor: a second moment stored as row and column means, and steps relative to theta."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import Hyper, flag, nonnegative, number
from .optimizer import Array, Optimizer, State


def _two(value: Any) -> tuple[float | None, float]:
    first, second = value
    accept = nonnegative().accept
    return None if first is None else accept(first), accept(second)


class Adafactor(Optimizer):
    r"""Adafactor in torch's formulation.

    .. math::
        g &\leftarrow \pm g, \qquad w_t = t^\tau, \qquad \rho = \min(\eta, 1 / \sqrt t) \\
        \alpha &= \max(\varepsilon_2, \operatorname{RMS}(\theta))\, \rho,
            \qquad \theta \leftarrow (1 - \eta\lambda)\, \theta \\
        R_t &= (1 - w_t) R_{t-1} + w_t \operatorname{mean}_{\text{row}}(g^2), \qquad
        C_t = (1 - w_t) C_{t-1} + w_t \operatorname{mean}_{\text{column}}(g^2) \\
        V_t &= R_t C_t / \max(\operatorname{mean}(R_t), \varepsilon_1) \\
        u &= g / \sqrt{\max(V_t, \varepsilon_1^2)} \\
        \theta &\leftarrow \theta - \alpha\, u / \max(1, \operatorname{RMS}(u) / d)

    over the last two axes; for a parameter with fewer than two axes the whole average
    :math:`V_t = (1 - w_t) V_{t-1} + w_t g^2` is stored. The paper has 0.01 in place of the learning
    rate, no weight decay, and adds :math:`\varepsilon_1` to :math:`g^2`.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; no units: the largest step relative to theta.
        beta2_decay: tau, at most 0.
        eps: epsilon_1, a lower bound of the denominator (None: the machine epsilon of theta), and
            epsilon_2, a lower bound of the root mean square of theta, each at least 0.
        d: the root mean square to which u is clipped, at least 1.
        weight_decay: lambda, at least 0; per unit of ``lr``.
        maximize: ascend instead.

    Source: Shazeer and Stern, *Adafactor: adaptive learning rates with sublinear memory cost*,
    ICML 2018, algorithms 4 and 5, as in ``torch.optim.Adafactor``.
    """

    beta2_decay = number("a finite number of at most 0", lambda h: h <= 0)
    eps: Hyper[tuple[float | None, float]] = Hyper(
        _two, "two finite numbers (eps1, eps2) of at least 0, of which eps1 may be None"
    )
    d = number("a finite number of at least 1", lambda h: h >= 1)
    weight_decay = nonnegative()
    maximize = flag()

    # None because eps1 bounds a gradient in one place and the mean of its square in another.
    gradient_powers: ClassVar = None
    elementwise = False
    shapeless = False

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            beta2_decay=beta2_decay,
            eps=eps,
            d=d,
            weight_decay=weight_decay,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        eps1, eps2 = h.eps
        if eps1 is None:
            eps1 = float(np.finfo(theta.dtype).eps)
        alpha = max(eps2, rms(theta)) * min(h.lr, t**-0.5)
        v, kept = second_moment(g * g, s, 1 - t**h.beta2_decay, eps1)
        u = g / np.sqrt(np.maximum(v, eps1 * eps1))
        theta = theta * (1 - h.lr * h.weight_decay)
        return theta - alpha / max(1.0, rms(u) / h.d) * u, kept


def second_moment(square: Array, s: State, beta: Any, eps: Any) -> tuple[Array, State]:
    """Return the average of g squared, factored for two or more axes, and the new state."""
    if square.ndim < 2:
        v = average(s["v"], square, beta) if "v" in s else square
        return v, {"v": v}
    row, column = mean(square, -1), mean(square, -2)
    if s:
        row, column = average(s["row"], row, beta), average(s["column"], column, beta)
    whole = mean(row, -2)
    return row * column / np.maximum(whole, eps), {"row": row, "column": column}


def mean(x: Array, axis: int) -> Array:
    """Return the means along one axis, which is kept with length 1; 0 for an empty axis."""
    return x.sum(axis=axis, keepdims=True) / max(1, x.shape[axis])


def rms(x: Array) -> Array:
    """Return the root mean square of all elements; 0 for an empty array."""
    return np.linalg.norm(x) / max(1, x.size) ** 0.5
