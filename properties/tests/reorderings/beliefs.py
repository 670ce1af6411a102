"""Orders of operations of AdaBelief, Yogi, ADOPT and Adan."""

from __future__ import annotations

from typing import Any

import numpy as np

from .adams import corrections
from .habits import PlainStyle, State

# AdaBelief


def belief(k: PlainStyle, g: Any, stray: Any, s: State, h: Any) -> tuple[Any, Any]:
    """Update the second moment from the deviation; the gradient average is already updated."""
    s["s"] = k.average(s.get("s", 0 * g), k.square(stray), h.betas[1]) + h.eps
    return s["m"], s["s"]


def adabelief(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    s["m"] = k.average(s.get("m", 0 * g), g, h.betas[0])
    m, v = belief(k, g, g - s["m"], s, h)
    first, second = corrections(k, s, t, h)
    theta = k.apply_decay(theta, h.lr, h.weight_decay)
    return k.apply_ratio(theta, h.lr, m / first, k.root(v / second) + h.eps)


def adabelief_from_before(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """AdaBelief, with the deviation from the old average, and corrections in the step size."""
    before = s.get("m", 0 * g)
    s["m"] = k.average(before, g, h.betas[0])
    m, v = belief(k, g, h.betas[0] * (g - before), s, h)
    first, second = corrections(k, s, t, h)
    root = second**0.5
    theta = k.apply_decay(theta, h.lr, h.weight_decay)
    return k.apply_ratio(theta, h.lr * root / first, m, k.root(v) + h.eps * root)


def adabelief_at_once(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """AdaBelief, with weight decay added to the direction."""
    s["m"] = k.average(s.get("m", 0 * g), g, h.betas[0])
    m, v = belief(k, g, s["m"] - g, s, h)
    first, second = corrections(k, s, t, h)
    way = k.ratio(m, k.root(v) / second**0.5 + h.eps) / first
    return k.apply_step(theta, h.lr, k.add_decay(way, h.weight_decay, theta))


ADABELIEF = (adabelief, adabelief_from_before, adabelief_at_once)

# Yogi


def yogi(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    beta1, beta2 = h.betas
    s["m"] = k.average(s.get("m", 0 * g), g, beta1)
    v, square = s.get("v", 0 * g + h.initial_accumulator_value), k.square(g)
    s["v"] = v - (1 - beta2) * k.sign(v - square) * square
    return k.apply_ratio(theta, h.lr, s["m"], k.root(s["v"]) + h.eps)


def yogi_by_cases(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Yogi, with three cases for the second moment."""
    beta1, beta2 = h.betas
    s["m"] = k.average(s.get("m", 0 * g), g, beta1)
    v, square = s.get("v", np.full_like(g, h.initial_accumulator_value)), k.square(g)
    change = square - beta2 * square
    s["v"] = np.where(v < square, v + change, np.where(v > square, v - change, v))
    return k.apply_ratio(theta, h.lr, s["m"], k.root(s["v"]) + h.eps)


def yogi_unweighted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Yogi, with the first moment as an unweighted sum."""
    beta1, beta2 = h.betas
    s["sum"] = beta1 * s.get("sum", 0 * g) + g
    v, square = s.get("v", h.initial_accumulator_value + 0 * g), k.square(g)
    s["v"] = v + k.sign(square - v) * (square * (1 - beta2))
    return k.apply_ratio(theta, h.lr * (1 - beta1), s["sum"], h.eps + k.root(s["v"]))


YOGI = (yogi, yogi_by_cases, yogi_unweighted)

# ADOPT


def adopt(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    if "v" not in s:
        s.update(m=0 * g, v=k.square(g))
        return theta
    most = (t - 1) ** 0.25
    way = k.ratio(g, k.larger(k.root(s["v"]), h.eps + 0 * g))
    way = k.larger(k.smaller(way, most + 0 * g), -most + 0 * g)
    s["m"] = k.average(s["m"], way, h.betas[0])
    s["v"] = k.average(s["v"], k.square(g), h.betas[1])
    return k.apply_step(k.apply_decay(theta, h.lr, h.weight_decay), h.lr, s["m"])


def adopt_at_once(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """ADOPT, with weight decay added to the direction, and the bound as a root of a root."""
    if "v" not in s:
        s.update(m=0 * g, v=k.square(g))
        return theta
    most = float(np.sqrt(np.sqrt(float(t - 1))))
    way = np.clip(k.ratio(g, np.maximum(k.root(s["v"]), h.eps)), -most, most).astype(g.dtype)
    s["m"] = k.average(s["m"], way, h.betas[0])
    s["v"] = k.average(s["v"], k.square(g), h.betas[1])
    return k.apply_step(theta, h.lr, k.add_decay(s["m"], h.weight_decay, theta))


def adopt_clipped_before(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """ADOPT, with the gradient clipped before the division, and a momentum of opposite sign."""
    if "v" not in s:
        s.update(minus=0 * g, v=k.square(g))
        return theta
    down = k.larger(k.root(s["v"]), h.eps + 0 * g)
    most = down * (t - 1) ** 0.25
    way = k.ratio(k.larger(k.smaller(g, most), -most), down)
    s["minus"] = k.average(s["minus"], -way, h.betas[0])
    s["v"] = k.average(s["v"], k.square(g), h.betas[1])
    return k.apply_decay(theta, h.lr, h.weight_decay) + s["minus"] * h.lr


ADOPT = (adopt, adopt_at_once, adopt_clipped_before)

# Adan


def adan_moments(k: PlainStyle, g: Any, ahead: Any, s: State, h: Any) -> None:
    """Update the three averages; ``ahead`` is the gradient plus the weighted difference."""
    beta1, beta2, beta3 = h.betas
    if "g" not in s:
        s.update(g=g, m=g, n=k.square(g))
        return
    difference = g - s["g"]
    s["m"] = k.average(s["m"], g, 1 - beta1)
    s["v"] = k.average(s["v"], difference, 1 - beta2) if "v" in s else difference
    s["n"] = k.average(s["n"], k.square(ahead), 1 - beta3)
    s["g"] = g


def adan(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    adan_moments(k, g, g + (1 - h.betas[1]) * (g - s.get("g", g)), s, h)
    u = s["m"] + (1 - h.betas[1]) * s["v"] if "v" in s else s["m"]
    theta = k.apply_ratio(theta, h.lr, u, k.root(s["n"]) + h.eps)
    return theta / (1 + h.lr * h.weight_decay)


def adan_apart(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adan, with two separate steps in the order of the authors' code."""
    adan_moments(k, g, (1 - h.betas[1]) * (g - s.get("g", g)) + g, s, h)
    down = k.root(s["n"]) + h.eps
    theta = k.apply_ratio(theta, h.lr, s["m"], down)
    if "v" in s:
        theta = k.apply_ratio(theta, h.lr * (1 - h.betas[1]), s["v"], down)
    return theta / (1 + h.lr * h.weight_decay)


def adan_multiplied(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adan, with a multiplication for the decay, and one weight per gradient."""
    weight = 1 - h.betas[1]
    adan_moments(k, g, (1 + weight) * g - weight * s.get("g", g), s, h)
    u = s["m"] + weight * s["v"] if "v" in s else s["m"]
    shrink = 1 / (1 + h.weight_decay * h.lr)
    return shrink * theta - (shrink * h.lr) * k.ratio(u, k.root(s["n"]) + h.eps)


ADAN = (adan, adan_apart, adan_multiplied)

UPDATE_VARIANTS = {"adabelief": ADABELIEF, "yogi": YOGI, "adopt": ADOPT, "adan": ADAN}
