"""A correct Adam in NumPy, as tutorials write it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


class Adam:
    """Adam on objects with ``data`` and ``grad``."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        self.params = list(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.state: list[dict[str, Any]] = [{"t": 0, "m": 0.0, "v": 0.0} for _ in self.params]

    def step(self) -> None:
        """Update every parameter that has a gradient."""
        beta1, beta2 = self.betas
        for p, s in zip(self.params, self.state, strict=True):
            if p.grad is None:
                continue
            s["t"] += 1
            s["m"] = beta1 * s["m"] + (1 - beta1) * p.grad
            s["v"] = beta2 * s["v"] + (1 - beta2) * p.grad**2
            m_hat = s["m"] / (1 - beta1 ** s["t"])
            v_hat = s["v"] / (1 - beta2 ** s["t"])
            p.data -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
