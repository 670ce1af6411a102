"""Orders of operations of SGD, ASGD, LARS, Lion and Rprop."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .habits import PlainStyle, State

# SGD


def sgd(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    g = k.add_decay(g, h.weight_decay, theta)
    if not h.momentum:
        return k.apply_step(theta, h.lr, g)
    s["v"] = h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g
    return k.apply_step(theta, h.lr, g + h.momentum * s["v"] if h.nesterov else s["v"])


def sgd_unrolled(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """SGD, with Nesterov momentum from the old velocity, and a velocity of opposite sign."""
    g = k.add_decay(g, h.weight_decay, theta)
    if not h.momentum:
        return k.apply_step(theta, h.lr, g)
    before = s.get("minus", 0 * g)
    new = (1 - h.dampening) * g if "minus" in s else g
    s["minus"] = before * h.momentum - new
    if h.nesterov:
        return theta + h.lr * (h.momentum * h.momentum * before - (1 + h.momentum) * g)
    return theta + s["minus"] * h.lr


def sgd_apart(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """SGD, with gradient and velocity subtracted separately."""
    g = k.add_decay(g, h.weight_decay, theta)
    if not h.momentum:
        return k.apply_step(theta, h.lr, g)
    old = s.get("v", 0 * g)
    new = (1 - h.dampening) * g if "v" in s else g
    s["v"] = old + (new - (1 - h.momentum) * old)
    if h.nesterov:
        return k.apply_step(k.apply_step(theta, h.lr, g), h.lr * h.momentum, s["v"])
    return k.apply_step(theta, h.lr, s["v"])


def sgd_decayed(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """SGD without momentum, with weight decay as a factor of the parameter."""
    if h.momentum:
        return sgd(k, theta, g, s, t, h)
    return k.apply_step(k.apply_decay(theta, h.lr, h.weight_decay), h.lr, g)


def sgd_term_by_term(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Subtract each summand separately, as calls of axpy do."""
    share = 1 - h.dampening if h.momentum and "v" in s else 1.0
    left = h.momentum * s.get("v", 0 * g)
    s["v"] = left + share * g + share * h.weight_decay * theta
    look = h.momentum if h.nesterov and h.momentum else 0.0
    rate = h.lr * (look + 1) * share if look else h.lr * share
    moved = k.apply_step(theta, h.lr * look if look else h.lr, left)
    return k.apply_step(k.apply_step(moved, rate, g), rate * h.weight_decay, theta)


SGD = (sgd, sgd_unrolled, sgd_apart, sgd_decayed, sgd_term_by_term)

# ASGD


def asgd(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    g = k.add_decay(g, h.weight_decay, theta)
    eta = s.get("eta", h.lr)
    s["eta"] = h.lr / (1 + h.lambd * h.lr * t) ** h.alpha
    return k.apply_step(k.apply_decay(theta, h.lambd, eta), eta, g)


def asgd_at_once(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """ASGD, with both decays and the gradient in one step."""
    eta = s.get("eta", h.lr)
    s["eta"] = h.lr * (1 + h.lr * t * h.lambd) ** -h.alpha
    return k.apply_step(theta, eta, g + (h.lambd + h.weight_decay) * theta)


def asgd_by_logarithm(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """ASGD, with the schedule by exp and log1p, and the decays applied separately."""
    eta = s.get("eta", h.lr)
    s["eta"] = h.lr * type(h.lr)(math.exp(-h.alpha * math.log1p(h.lr * h.lambd * t)))
    return k.apply_step(
        k.apply_step(k.apply_decay(theta, eta, h.lambd), eta * h.weight_decay, theta), eta, g
    )


def asgd_factored(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """ASGD, with all factors of theta combined."""
    eta = s.get("eta", h.lr)
    s["eta"] = h.lr / (1 + h.lambd * (h.lr * t)) ** h.alpha
    return theta * (1 - eta * (h.lambd + h.weight_decay)) - eta * g


def asgd_term_by_term(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Subtract each summand separately, as calls of axpy do."""
    eta = s.get("eta", h.lr)
    s["eta"] = h.lr / (1 + h.lambd * h.lr * t) ** h.alpha
    moved = k.apply_step(k.apply_step(theta, eta, g), eta * h.lambd, theta)
    return k.apply_step(moved, eta * h.weight_decay, theta)


ASGD = (asgd, asgd_at_once, asgd_by_logarithm, asgd_factored, asgd_term_by_term)

# LARS


def lars(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    size, slope = k.norm(theta), k.norm(g)
    local = 1.0
    if size and slope:
        local = h.trust_coefficient * size / (slope + h.weight_decay * size)
    step = h.lr * local * k.add_decay(g, h.weight_decay, theta)
    s["v"] = h.momentum * s.get("v", 0 * g) + step
    return theta - s["v"]


def lars_multiplied_out(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """LARS, with separate factors for decay and gradient."""
    size, slope = k.norm(theta), k.norm(g)
    rate = h.lr
    if size and slope:
        rate = h.lr * (h.trust_coefficient / (slope / size + h.weight_decay))
    step = rate * g + rate * h.weight_decay * theta
    s["v"] = s.get("v", 0 * g) * h.momentum + step
    return theta - s["v"]


def lars_apart(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """LARS, with the old velocity and the new term subtracted separately."""
    size, slope = k.norm(theta), k.norm(g)
    top, bottom = (size, slope + size * h.weight_decay) if size and slope else (1.0, 1.0)
    trust = h.trust_coefficient if size and slope else 1.0
    step = k.add_decay(g, h.weight_decay, theta) * (trust * top) / bottom * h.lr
    left = h.momentum * s.get("v", 0 * g)
    s["v"] = step + left
    return theta - left - step


def lars_term_by_term(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Subtract each summand separately, as calls of axpy do."""
    size, slope = k.norm(theta), k.norm(g)
    rate = h.lr
    if size and slope:
        rate = h.lr * h.trust_coefficient * (size / (slope + h.weight_decay * size))
    left = h.momentum * s.get("v", 0 * g)
    s["v"] = left + rate * g + rate * h.weight_decay * theta
    return k.apply_step(k.apply_step(theta - left, rate, g), rate * h.weight_decay, theta)


LARS = (lars, lars_multiplied_out, lars_apart, lars_term_by_term)

# Lion


def lion(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    beta1, beta2 = h.betas
    m = s.get("m", 0 * g)
    s["m"] = k.average(m, g, beta2)
    return k.apply_step(
        theta, h.lr, k.add_decay(k.sign(k.average(m, g, beta1)), h.weight_decay, theta)
    )


def lion_decayed(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Lion, with the parameter decayed first, as in the authors' code."""
    beta1, beta2 = h.betas
    m = s.get("m", 0 * g)
    s["m"] = k.average(m, g, beta2)
    return k.apply_step(
        k.apply_decay(theta, h.lr, h.weight_decay), h.lr, k.sign(k.average(m, g, beta1))
    )


def lion_decayed_last(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Lion, with decay of the old parameter after the step, and the sign of an unweighted sum."""
    beta1, beta2 = h.betas
    m = s.get("m", 0 * g)
    way = k.sign(m + (1 - beta1) / beta1 * g) if beta1 else k.sign(g)
    s["m"] = k.average(m, g, beta2)
    return k.apply_step(k.apply_step(theta, h.lr, way), h.lr * h.weight_decay, theta)


def lion_by_cases(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Lion, with three cases for the decayed parameter."""
    beta1, beta2 = h.betas
    m = s.get("m", 0 * g)
    c = k.average(m, g, beta1)
    s["m"] = k.average(m, g, beta2)
    left = k.apply_decay(theta, h.lr, h.weight_decay)
    return np.where(c > 0, left - h.lr, np.where(c < 0, left + h.lr, left + 0 * c))


LION = (lion, lion_decayed, lion_decayed_last, lion_by_cases)

# Rprop


def rprop(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    (slower, faster), (least, most) = h.etas, h.step_sizes
    turn = g * s.get("g", 0 * g)
    size = s.get("size", 0 * g + h.lr)
    size = np.where(
        turn > 0, k.accumulate(size, faster), np.where(turn < 0, k.accumulate(size, slower), size)
    )
    s["size"] = k.smaller(k.larger(size, 0 * g + least), 0 * g + most)
    s["g"] = np.where(turn < 0, 0 * g, g)
    return theta - k.sign(s["g"]) * s["size"]


def rprop_by_factors(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Rprop, with compared signs, and a factor for every element, which can be 1."""
    (slower, faster), (least, most) = h.etas, h.step_sizes
    now = k.sign(g)
    turn = now * s.get("way", 0 * g)
    factor = np.choose(turn.astype(int) + 1, [slower, 1.0, faster]).astype(g.dtype)
    size = k.accumulate(s.get("size", np.full_like(g, h.lr)), factor)
    s["size"] = np.clip(size, least, most).astype(g.dtype)
    s["way"] = np.where(turn < 0, 0 * g, now)
    return np.where(
        s["way"] > 0, theta - s["size"], np.where(s["way"] < 0, theta + s["size"], theta)
    )


def rprop_by_ratio(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Rprop, with step sizes changed by adding a fraction, and signs by copysign."""
    (slower, faster), (least, most) = h.etas, h.step_sizes
    turn = k.sign(g) * k.sign(s.get("g", 0 * g))
    size = s.get("size", np.full_like(g, h.lr))
    size = size + size * np.where(turn > 0, faster - 1, np.where(turn < 0, slower - 1, 0)).astype(
        g.dtype
    )
    s["size"] = np.minimum(np.maximum(size, least), most).astype(g.dtype)
    s["g"] = g * (turn >= 0)
    return theta - np.copysign(s["size"], s["g"]) * (s["g"] != 0)


RPROP = (rprop, rprop_by_factors, rprop_by_ratio)

UPDATE_VARIANTS = {"sgd": SGD, "asgd": ASGD, "lars": LARS, "lion": LION, "rprop": RPROP}
