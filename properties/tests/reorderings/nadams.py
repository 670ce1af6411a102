"""Orders of operations of NAdam, RAdam and LAMB."""

from __future__ import annotations

from typing import Any

import numpy as np

from .adams import corrections, moments
from .habits import PlainStyle, State

# NAdam


def schedule(s: State, t: Any, h: Any) -> tuple[Any, Any, Any]:
    """Return the current and the next momentum weight, and the product so far."""
    mu, following = (h.betas[0] * (1 - 0.5 * 0.96 ** (i * h.momentum_decay)) for i in (t, t + 1))
    s["product"] = s.get("product", 1.0) * mu
    return mu, following, s["product"]


def decayed(k: PlainStyle, theta: Any, g: Any, h: Any) -> tuple[Any, Any]:
    """Apply either kind of weight decay to parameter and gradient."""
    if h.decoupled_weight_decay:
        return k.apply_decay(theta, h.lr, h.weight_decay), g
    return theta, k.add_decay(g, h.weight_decay, theta)


def nadam(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    theta, g = decayed(k, theta, g, h)
    mu, following, product = schedule(s, t, h)
    m, v = moments(k, g, s, h)
    down = k.root(v / k.correction(s, "second", h.betas[1], t)) + h.eps
    theta = k.apply_ratio(theta, h.lr * (1 - mu) / (1 - product), g, down)
    return k.apply_ratio(theta, h.lr * following / (1 - product * following), m, down)


def nadam_at_once(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """NAdam, with gradient and moment combined before the division."""
    theta, g = decayed(k, theta, g, h)
    mu, following, product = schedule(s, t, h)
    m, v = moments(k, g, s, h)
    down = k.root(v / k.correction(s, "second", h.betas[1], t)) + h.eps
    mixed = (1 - mu) / (1 - product) * g + following / (1 - following * product) * m
    return k.apply_ratio(theta, h.lr, mixed, down)


def nadam_by_logarithms(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """NAdam, with the logarithm of the product in the state, and powers of 0.96 by exp."""
    theta, g = decayed(k, theta, g, h)
    pace = np.log(type(h.lr)(0.96)) * h.momentum_decay
    mu, following = (h.betas[0] - h.betas[0] / 2 * np.exp(i * pace) for i in (t, t + 1))
    s["log"] = s.get("log", 0.0) + np.log(mu)
    mu, following, log = (
        type(h.lr)(x) if np.ndim(x) == 0 else x for x in (mu, following, s["log"])
    )
    left = type(h.lr)(-np.expm1(log)) if np.ndim(log) == 0 else -np.expm1(log)
    m, v = moments(k, g, s, h)
    second = k.correction(s, "second", h.betas[1], t) ** 0.5
    down = k.root(v) / second + h.eps
    theta = k.apply_ratio(theta, h.lr * ((1 - mu) / left), g, down)
    return k.apply_ratio(theta, h.lr * (following / (1 - (1 - left) * following)), m, down)


NADAM = (nadam, nadam_at_once, nadam_by_logarithms)

# RAdam


def radam(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    theta, g = decayed(k, theta, g, h)
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    longest = 2 / (1 - h.betas[1]) - 1
    rho = longest - 2 * t * (1 - second) / second
    if rho <= 5:
        return k.apply_step(theta, h.lr / first, m)
    top, bottom = (rho - 4) * (rho - 2) * longest, (longest - 4) * (longest - 2) * rho
    size = h.lr * (top / bottom) ** 0.5 * second**0.5
    return k.apply_ratio(theta, size, m / first, k.root(v) + h.eps)


def radam_by_factors(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """RAdam, with the rectification as three ratios, and the correction at the root."""
    theta, g = decayed(k, theta, g, h)
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    beta2 = h.betas[1]
    longest = (1 + beta2) / (1 - beta2)
    rho = longest - 2 * t * (k.power(s, "again", beta2, t) / second)
    if rho <= 5:
        return theta - h.lr * (m / first)
    rect = ((rho - 4) / (longest - 4) * ((rho - 2) / (longest - 2)) * (longest / rho)) ** 0.5
    down = (k.root(v) + h.eps) / second**0.5
    return k.apply_ratio(theta, h.lr * rect / first, m, down)


def radam_folded(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """RAdam, with all scalars combined into one step size."""
    theta, g = decayed(k, theta, g, h)
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    longest = 2 / (1 - h.betas[1]) - 1
    rho = longest - 2 * t * (1 / second - 1)
    if rho <= 5:
        return theta - m * (h.lr / first)
    rect = (rho - 4) / (longest - 4) * (rho - 2) / (longest - 2) * longest / rho
    return k.apply_ratio(theta, (rect * second) ** 0.5 / first * h.lr, m, k.root(v) + h.eps)


RADAM = (radam, radam_by_factors, radam_folded)

# LAMB


def lamb(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    u = k.add_decay(k.ratio(m / first, k.root(v / second) + h.eps), h.weight_decay, theta)
    size, length = k.norm(theta), k.norm(u)
    return k.apply_step(theta, h.lr * (size / length if size and length else 1.0), u)


def lamb_unit_first(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """LAMB, with the direction normalized first and then scaled."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    u = k.ratio(m, k.root(v) / second**0.5 + h.eps) / first + theta * h.weight_decay
    size, length = k.norm(theta), k.norm(u)
    return k.apply_step(theta, h.lr * size, u / length) if size and length else theta - h.lr * u


def lamb_decayed(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """LAMB, with weight decay as a factor after the ratio is computed."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    root = second**0.5
    way = k.ratio(m * (root / first), k.root(v) + h.eps * root)
    size, length = k.norm(theta), k.norm(way + h.weight_decay * theta)
    rate = h.lr * (size / length) if size and length else h.lr
    return k.apply_step(k.apply_decay(theta, rate, h.weight_decay), rate, way)


def lamb_decayed_last(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """LAMB, with the step first, and then the decay of the old parameter."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    way = k.ratio(m / first, k.root(v / second) + h.eps)
    size, length = k.norm(theta), k.norm(h.weight_decay * theta + way)
    rate = size / length * h.lr if size and length else h.lr
    return k.apply_step(k.apply_step(theta, rate, way), rate * h.weight_decay, theta)


LAMB = (lamb, lamb_unit_first, lamb_decayed, lamb_decayed_last)

UPDATE_VARIANTS = {"nadam": NADAM, "radam": RADAM, "lamb": LAMB}
