"""Muon: momentum of a matrix, orthogonalized by a Newton-Schulz iteration."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter
from .averages import average
from .hyperparameters import choice, count, decay_rate, flag, nonnegative, numbers
from .optimizer import Array, Optimizer, State


class Muon(Optimizer):
    r"""Muon in torch's formulation, with decoupled weight decay.

    .. math::
        g &\leftarrow \pm g \\
        m_t &= \mu m_{t-1} + (1 - \mu) g \\
        u &= \mu m_t + (1 - \mu) g \text{ (Nesterov)}, \quad m_t \text{ (otherwise)} \\
        X &\leftarrow u / \max(\lVert u\rVert, \varepsilon), \qquad
        X \leftarrow a X + (b A + c A^2) X,\ A = X X^\top \quad (k \text{ times}) \\
        \theta &\leftarrow (1 - \eta\lambda)\, \theta - \eta\gamma X

    where gamma is :math:`\sqrt{\max(1, \text{rows} / \text{columns})}` (``"original"`` or None) or
    :math:`0.2 \sqrt{\max(\text{rows}, \text{columns})}` (``"match_rms_adamw"``). A matrix with
    more rows than columns is iterated as its transpose. The iteration runs in the parameter's own
    precision here; torch casts it to bfloat16.

    Args:
        params: the parameters, read once; each a matrix.
        lr: eta, at least 0; units of theta.
        weight_decay: lambda, at least 0; per unit of ``lr``.
        momentum: mu, in [0, 1).
        nesterov: use Nesterov momentum.
        ns_coefficients: a, b, c of the iteration's polynomial.
        eps: epsilon, at least 0; units of the gradient.
        ns_steps: k, the number of iterations.
        adjust_lr_fn: the name of the formula for gamma.
        maximize: ascend instead.

    Source: Jordan, *Muon: an optimizer for hidden layers in neural networks*, 2024, with the
    learning rates of Liu, Su et al., *Muon is scalable for LLM training*, 2025, as in
    ``torch.optim.Muon``.
    """

    weight_decay = nonnegative()
    momentum = decay_rate()
    nesterov = flag()
    ns_coefficients = numbers("3 finite numbers (a, b, c)", *[lambda h: True] * 3)
    eps = nonnegative()
    ns_steps = count()
    adjust_lr_fn = choice(None, "original", "match_rms_adamw")
    maximize = flag()

    gradient_powers: ClassVar = {"eps": 1}
    moments = ("m",)
    elementwise = False
    shapeless = False
    dimensions = 2

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            weight_decay=weight_decay,
            momentum=momentum,
            nesterov=nesterov,
            ns_coefficients=ns_coefficients,
            eps=eps,
            ns_steps=ns_steps,
            adjust_lr_fn=adjust_lr_fn,
            maximize=maximize,
        )

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        if h.maximize:
            g = -g
        m = average(s["m"], g, h.momentum)
        u = average(m, g, h.momentum) if h.nesterov else m
        x = orthogonal(u, h)
        theta = theta * (1 - h.lr * h.weight_decay)
        return theta - h.lr * adjustment(theta.shape, h.adjust_lr_fn) * x, {"m": m}


def orthogonal(u: Array, h: Any) -> Array:
    """Run the iteration, which moves every singular value of u towards 1."""
    rows, columns = u.shape
    if rows > columns:
        return orthogonal(u.T, h).T
    a, b, c = h.ns_coefficients
    x = u / max(np.linalg.norm(u), h.eps)
    for _ in range(h.ns_steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x


def adjustment(shape: tuple[int, int], name: str | None) -> float:
    """Return the factor of the learning rate for a matrix of this shape."""
    rows, columns = shape
    if name == "match_rms_adamw":
        return 0.2 * math.sqrt(max(rows, columns))
    return math.sqrt(max(1, rows / max(1, columns)))
