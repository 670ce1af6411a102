"""Orders of operations of the rules for matrices: Adafactor and Muon."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .habits import PlainStyle, State

# Adafactor


def factors(k: PlainStyle, g: Any, s: State, t: Any, h: Any) -> tuple[Any, Any]:
    """Update and return the averages of row and column means."""
    square, beta = k.square(g), 1 - t**h.beta2_decay
    row, column = k.mean(square, -1), k.mean(square, -2)
    s["row"] = k.average(s.get("row", 0 * row), row, beta)
    s["column"] = k.average(s.get("column", 0 * column), column, beta)
    return s["row"], s["column"]


def whole(k: PlainStyle, g: Any, s: State, t: Any, h: Any) -> Any:
    """Update and return the second moment of a parameter with fewer than two axes."""
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), 1 - t**h.beta2_decay)
    return s["v"]


def least(h: Any) -> Any:
    """Return the lower bound of the denominator, from the precision of the parameter."""
    if h.eps[0] is not None:
        return h.eps[0]
    return 2.0**-52 if h.itemsize == 8 else 2.0**-23


def adafactor(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    alpha = max(h.eps[1], rms(k, theta)) * min(h.lr, t**-0.5)
    if g.ndim < 2:
        v = whole(k, g, s, t, h)
    else:
        row, column = factors(k, g, s, t, h)
        v = row * column / np.maximum(k.mean(row, -2), least(h))
    u = k.ratio(g, k.root(np.maximum(v, least(h) * least(h))))
    theta = k.apply_decay(theta, h.lr, h.weight_decay)
    return k.apply_step(theta, alpha / max(1.0, rms(k, u) / h.d), u)


def adafactor_outer(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adafactor, with row means normalized before the product, and the bound outside the root."""
    alpha = min(h.lr, 1 / math.sqrt(t)) * max(rms(k, theta), h.eps[1])
    if g.ndim < 2:
        v = whole(k, g, s, t, h)
    else:
        row, column = factors(k, g, s, t, h)
        v = row / np.maximum(k.mean(row, -2), least(h)) * column
    u = k.ratio(g, k.larger(k.root(v), least(h) + 0 * v))
    clipped = max(1.0, rms(k, u) / h.d)
    return k.apply_step(theta, alpha / clipped, u) - h.lr * h.weight_decay * theta


def adafactor_two_roots(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adafactor, with separate roots of row and column means, as in the authors' code."""
    rate = max(h.eps[1], rms(k, theta)) * min(h.lr, t**-0.5)
    if g.ndim < 2:
        root = k.root(whole(k, g, s, t, h))
    else:
        row, column = factors(k, g, s, t, h)
        root = k.root(row / np.maximum(k.mean(row, -2), least(h))) * k.root(column)
    u = g / np.maximum(root, least(h))
    u = u / max(1.0, rms(k, u) / h.d)
    return theta * (1 - h.lr * h.weight_decay) - u * rate


def rms(k: PlainStyle, x: Any) -> Any:
    """Return the root mean square; 0 for an empty array."""
    return k.norm(x) / max(1, x.size) ** 0.5


ADAFACTOR = (adafactor, adafactor_outer, adafactor_two_roots)

# Muon


def direction(k: PlainStyle, g: Any, s: State, h: Any) -> Any:
    """Return the matrix to orthogonalize, divided by its norm."""
    s["m"] = k.average(s.get("m", 0 * g), g, h.momentum)
    u = k.average(s["m"], g, h.momentum) if h.nesterov else s["m"]
    return u / max(k.norm(u), h.eps)


def pulled(k: PlainStyle, theta: Any, x: Any, h: Any) -> Any:
    """Take the step along the orthogonalized matrix."""
    rows, columns = theta.shape
    gain = math.sqrt(max(1, rows / max(1, columns)))
    if h.adjust_lr_fn == "match_rms_adamw":
        gain = 0.2 * math.sqrt(max(rows, columns))
    return k.apply_step(k.apply_decay(theta, h.lr, h.weight_decay), h.lr * gain, x)


def muon(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    x = direction(k, g, s, h)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    a, b, c = h.ns_coefficients
    for _ in range(h.ns_steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return pulled(k, theta, x.T if tall else x, h)


def muon_other_side(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Muon, with the Gram matrix of the columns for every shape."""
    x = direction(k, g, s, h)
    a, b, c = h.ns_coefficients
    for _ in range(h.ns_steps):
        gram = x.T @ x
        x = a * x + x @ (b * gram + c * (gram @ gram))
    return pulled(k, theta, x, h)


def muon_horner(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Muon, with the polynomial in Horner form, without a product of Gram matrices."""
    x = direction(k, g, s, h)
    a, b, c = h.ns_coefficients
    for _ in range(h.ns_steps):
        gram = x @ x.T
        x = a * x + gram @ (b * x + c * (gram @ x))
    return pulled(k, theta, x, h)


def muon_one_polynomial(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Muon, with the polynomial, including the identity, as one matrix."""
    x = direction(k, g, s, h)
    a, b, c = h.ns_coefficients
    one = np.eye(x.shape[0], dtype=x.dtype)
    for _ in range(h.ns_steps):
        gram = x @ x.T
        x = (a * one + (b * one + c * gram) @ gram) @ x
    return pulled(k, theta, x, h)


MUON = (muon, muon_other_side, muon_horner, muon_one_polynomial)

UPDATE_VARIANTS = {"adafactor": ADAFACTOR, "muon": MUON}
