"""Orders of operations of RMSprop, Adagrad and Adadelta."""

from __future__ import annotations

from typing import Any

import numpy as np

from .habits import PlainStyle, State

# RMSprop


def rmsprop(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    g = k.add_decay(g, h.weight_decay, theta)
    s["v"] = spread = k.average(s.get("v", 0 * g), k.square(g), h.alpha)
    if h.centered:
        s["a"] = k.average(s.get("a", 0 * g), g, h.alpha)
        spread = spread - k.square(s["a"])
    return slid(k, theta, g, k.root(spread) + h.eps, s, h)


def slid(k: PlainStyle, theta: Any, g: Any, down: Any, s: State, h: Any) -> Any:
    """Take the step of RMSprop, with momentum if it is not 0."""
    if not h.momentum:
        return k.apply_ratio(theta, h.lr, g, down)
    s["b"] = h.momentum * s.get("b", 0 * g) + k.ratio(g, down)
    return k.apply_step(theta, h.lr, s["b"])


def rmsprop_welford(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """RMSprop, with a direct update of the variance, without a difference of squares."""
    g = k.add_decay(g, h.weight_decay, theta)
    mean = s.get("a", 0 * g)
    if h.centered:
        s["v"] = h.alpha * (s.get("v", 0 * g) + (1 - h.alpha) * k.square(g - mean))
        s["a"] = k.average(mean, g, h.alpha)
    else:
        s["v"] = k.average(s.get("v", 0 * g), k.square(g), h.alpha)
    return slid(k, theta, g, k.root(s["v"]) + h.eps, s, h)


def rmsprop_factored(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """RMSprop, with the difference of squares as a product, and momentum by difference."""
    g = k.add_decay(g, h.weight_decay, theta)
    s["v"] = spread = k.average(s.get("v", 0 * g), k.square(g), h.alpha)
    if h.centered:
        s["a"] = k.average(s.get("a", 0 * g), g, h.alpha)
        root = np.sqrt(spread)
        spread = (root - s["a"]) * (root + s["a"])
    move = k.ratio(g, k.root(spread) + h.eps)
    s["b"] = s.get("b", 0 * g) * h.momentum + move
    return theta + -h.lr * s["b"]


RMSPROP = (rmsprop, rmsprop_welford, rmsprop_factored)

# Adagrad


def adagrad(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    g = k.add_decay(g, h.weight_decay, theta)
    s["v"] = s.get("v", h.initial_accumulator_value + 0 * g) + k.square(g)
    rate = h.lr / (1 + (t - 1) * h.lr_decay)
    return k.apply_ratio(theta, rate, g, k.root(s["v"]) + h.eps)


def adagrad_rate_in_divisor(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adagrad, with the schedule multiplied into the denominator."""
    g = k.add_decay(g, h.weight_decay, theta)
    s["v"] = k.square(g) + s.get("v", h.initial_accumulator_value + 0 * g)
    slower = t * h.lr_decay - h.lr_decay + 1
    return k.apply_ratio(theta, h.lr, g, slower * (k.root(s["v"]) + h.eps))


def adagrad_sum_apart(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adagrad, with the initial value added to the sum of squares at the end."""
    g = k.add_decay(g, h.weight_decay, theta)
    s["sum"] = s.get("sum", 0 * g) + k.square(g)
    down = k.root(s["sum"] + h.initial_accumulator_value) + h.eps
    return theta - k.ratio(g, down) * (h.lr / (1 + (t - 1) * h.lr_decay))


def adagrad_rooted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adagrad, with the root of the sum in the state, updated by hypot."""
    g = k.add_decay(g, h.weight_decay, theta)
    before = s.get("root", h.initial_accumulator_value**0.5 + 0 * g)
    s["root"] = np.hypot(before, g)
    return k.apply_ratio(theta, h.lr / (1 + (t - 1) * h.lr_decay), g, s["root"] + h.eps)


ADAGRAD = (adagrad, adagrad_rate_in_divisor, adagrad_sum_apart, adagrad_rooted)

# Adadelta


def adadelta(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    g = k.add_decay(g, h.weight_decay, theta)
    before = s.get("u", 0 * g)
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), h.rho)
    delta = k.ratio(k.root(before + h.eps), k.root(s["v"] + h.eps)) * g
    s["u"] = k.average(before, k.square(delta), h.rho)
    return k.apply_step(theta, h.lr, delta)


def adadelta_one_root(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adadelta, with the root of a ratio."""
    g = k.add_decay(g, h.weight_decay, theta)
    before = s.get("u", 0 * g)
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), h.rho)
    share = k.ratio(before + h.eps, s["v"] + h.eps)
    s["u"] = k.average(before, share * k.square(g), h.rho)
    return k.apply_step(theta, h.lr, k.root(share) * g)


def adadelta_gradient_first(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adadelta, with the division before the multiplication, and a negative step added."""
    g = k.add_decay(g, h.weight_decay, theta)
    before = s.get("u", 0 * g)
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), h.rho)
    delta = -k.ratio(g, k.root(s["v"] + h.eps)) * k.root(before + h.eps)
    s["u"] = k.average(before, k.square(delta), h.rho)
    return theta + delta * h.lr


ADADELTA = (adadelta, adadelta_one_root, adadelta_gradient_first)

UPDATE_VARIANTS = {"rmsprop": RMSPROP, "adagrad": ADAGRAD, "adadelta": ADADELTA}
