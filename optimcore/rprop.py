"""Rprop: step sizes grow while the gradient keeps its sign and shrink where it changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .hyperparameters import flag, numbers
from .optimizer import Array, Optimizer, State


class Rprop(Optimizer):
    r"""Resilient backpropagation: each element has its own step size, and steps use the sign of g.

    .. math::
        g &\leftarrow \pm g \\
        \delta &\leftarrow \begin{cases}
            \eta_+ \delta & \text{if } g\, g_{t-1} > 0 \\
            \eta_- \delta & \text{if } g\, g_{t-1} < 0, \text{ and then } g \leftarrow 0 \\
            \delta & \text{otherwise}
        \end{cases} \qquad \delta_0 = \eta, \quad
            \delta_\text{min} \le \delta \le \delta_\text{max} \\
        \theta &\leftarrow \theta - \operatorname{sign}(g)\, \delta, \qquad g_t = g

    Where the gradient changed its sign, the element does not move, and the stored gradient is 0.
    The first step size is the learning rate at that time, clipped to the limits; the learning rate
    has no effect later.

    Args:
        params: the parameters, read once.
        lr: eta, at least 0; the first step size, in units of theta.
        etas: eta-minus in (0, 1) and eta-plus above 1.
        step_sizes: the smallest and the largest step size, at least 0; units of theta.
        maximize: ascend instead.

    Source: Riedmiller and Braun, *A direct adaptive method for faster backpropagation learning:
    the RPROP algorithm*, ICNN 1993, section II; without weight-backtracking, Igel and Huesken,
    *Improving the Rprop learning algorithm*, NC 2000, section 2.3 (iRprop-).
    """

    etas = numbers(
        "2 numbers, the first between 0 and 1, the second above 1",
        lambda h: 0 < h < 1,
        lambda h: h > 1,
    )
    step_sizes = numbers("2 numbers of at least 0", lambda h: h >= 0, lambda h: h >= 0)
    maximize = flag()

    # Empty because the sign of a gradient does not change when it is scaled.
    gradient_powers: ClassVar = {}
    moments = ("g",)
    sign_based = True

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50.0),
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            etas=etas,
            step_sizes=step_sizes,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        (slower, faster), (least, most) = h.etas, h.step_sizes
        size = s["size"] if "size" in s else 0 * theta + h.lr
        turn = g * s["g"]
        size = np.where(turn > 0, size * faster, np.where(turn < 0, size * slower, size))
        size = np.minimum(np.maximum(size, least), most)
        g = np.where(turn < 0, 0 * g, g)
        return theta - np.sign(g) * size, {"g": g, "size": size}
