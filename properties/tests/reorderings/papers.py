"""Rules that only papers define, in further orders of operations that are close to the papers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .habits import PlainStyle, State
from .matrices import least


def adabelief_by_squares(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """AdaBelief, with the deviation weighted before it is squared, and the decay subtracted."""
    beta1, beta2 = h.betas
    s["m"] = k.average(s.get("m", 0 * g), g, beta1)
    stray = s["m"] - g
    s["s"] = h.eps + (stray * (1 - beta2) * stray + s.get("s", 0 * g) * beta2)
    first, second = 1 - beta1**t, math.sqrt(1 - beta2**t)
    step = h.lr * second / first * s["m"] / (k.root(s["s"]) + h.eps * second)
    return theta - h.lr * h.weight_decay * theta - step


def adopt_clipped(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """ADOPT, with clip, and weight decay added to the direction."""
    if t == 1:
        s.update(m=0 * g, v=k.square(g))
        return theta
    most = math.sqrt(math.sqrt(t - 1))
    normed = np.clip(g / k.larger(k.root(s["v"]), h.eps), -most, most)
    s["m"] = s["m"] + (normed - s["m"]) * (1 - h.betas[0])
    s["v"] = k.average(s["v"], k.square(g), h.betas[1])
    return theta - h.lr * (s["m"] + h.weight_decay * theta)


def adan_by_differences(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adan, with all averages by difference, and one factor for both moments."""
    beta1, beta2, beta3 = h.betas
    if t == 1:
        s.update(m=g, v=0 * g, n=k.square(g))
    else:
        d = g - s["g"]
        s["m"] = s["m"] + beta1 * (g - s["m"])
        s["v"] = d if t == 2 else s["v"] + beta2 * (d - s["v"])
        s["n"] = s["n"] + beta3 * (k.square(g + d - beta2 * d) - s["n"])
    s["g"] = g
    step = (s["m"] + s["v"] - beta2 * s["v"]) * (h.lr / (k.root(s["n"]) + h.eps)).astype(g.dtype)
    return (theta - step) / (1 + h.weight_decay * h.lr)


def length(x: Any) -> float:
    """Return the Euclidean norm, summed exactly."""
    return math.sqrt(math.fsum(float(v) ** 2 for v in np.ravel(x)))


def ratio(one: float, other: float) -> float:
    """Return the ratio of two norms; 1 if one of them is 0."""
    return one / other if one and other else 1.0


def lamb_summed_exactly(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """LAMB, with exact norms, and the first correction applied after the division."""
    beta1, beta2 = h.betas
    s["m"] = k.average(s.get("m", 0 * g), g, beta1)
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), beta2)
    root = k.root(s["v"]) / math.sqrt(1 - beta2**t) + h.eps
    u = s["m"] / root / (1 - beta1**t) + theta * h.weight_decay
    return theta - u * (h.lr * ratio(length(theta), length(u)))


def lars_summed_exactly(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """LARS, with exact norms, and the rate multiplied into both summands."""
    size, slope = length(theta), length(g)
    local = ratio(size, slope and size and slope + h.weight_decay * size)
    local *= h.trust_coefficient if size and slope else 1
    rate = h.lr * local
    s["v"] = s.get("v", 0 * g) * h.momentum + (rate * g + rate * h.weight_decay * theta)
    return theta - s["v"]


def adafactor_outer_product(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adafactor, with the second moment as an outer product of the normalized rows."""
    eps1 = least(h)
    weight, size = math.exp(h.beta2_decay * math.log(t)), math.sqrt(max(1, g.size))
    alpha = min(h.lr, 1 / math.sqrt(t)) * max(h.eps[1], length(theta) / size)
    v = variance(k, k.square(g), s, weight, eps1)
    u = g / k.larger(k.root(v), eps1).astype(g.dtype)
    theta = theta - theta * (h.lr * h.weight_decay)
    return theta - u * (alpha / max(1.0, length(u) / (h.d * size)))


def variance(k: PlainStyle, square: Any, s: State, weight: float, eps: float) -> Any:
    """Update and return the second moment of Adafactor."""

    def averaged(name: str, new: Any) -> Any:
        s[name] = s.get(name, 0 * new) + weight * (new - s.get(name, 0 * new))
        return s[name]

    if square.ndim < 2 or not square.size:
        return averaged("v", square)
    row, column = averaged("r", square.mean(axis=-1)), averaged("c", square.mean(axis=-2))
    divisor = k.larger(row.mean(axis=-1), eps).astype(square.dtype)
    return np.einsum("...i,...j->...ij", row / divisor[..., None], column)


def muon_from_the_right(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Muon, with products from the right in the Newton-Schulz iteration."""
    s["m"] = k.average(s.get("m", 0 * g), g, h.momentum)
    u = g + h.momentum * (s["m"] - g) if h.nesterov else s["m"]
    x = u / max(length(u), h.eps)
    a, b, c = h.ns_coefficients
    for _ in range(h.ns_steps):
        right = x.T @ x
        x = a * x + b * (x @ right) + c * (x @ right @ right)
    rows, columns = theta.shape
    gain = math.sqrt(max(rows / columns, 1.0))
    if h.adjust_lr_fn == "match_rms_adamw":
        gain = math.sqrt(0.04 * max(rows, columns))
    return theta - h.lr * h.weight_decay * theta - h.lr * gain * x


UPDATE_VARIANTS = {
    "adabelief": (adabelief_by_squares,), "adopt": (adopt_clipped,), "adan": (adan_by_differences,),
    "lamb": (lamb_summed_exactly,), "lars": (lars_summed_exactly,),
    "adafactor": (adafactor_outer_product,), "muon": (muon_from_the_right,),
}  # fmt: skip
