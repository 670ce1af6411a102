"""Orders of operations of Adam, AdamW and Adamax."""

from __future__ import annotations

from typing import Any

import numpy as np

from .habits import PlainStyle, State


def moments(k: PlainStyle, g: Any, s: State, h: Any) -> tuple[Any, Any]:
    """Update and return both averages."""
    s["m"] = k.average(s.get("m", 0 * g), g, h.betas[0])
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), h.betas[1])
    return s["m"], s["v"]


def corrections(k: PlainStyle, s: State, t: Any, h: Any) -> tuple[Any, Any]:
    """Return 1 - beta^t for both betas."""
    first, second = h.betas
    return k.correction(s, "first", first, t), k.correction(s, "second", second, t)


def largest(k: PlainStyle, v: Any, s: State, h: Any) -> Any:
    """Return the second moment for the denominator, with AMSGrad its maximum."""
    if h.amsgrad:
        v = s["largest"] = k.larger(s.get("largest", 0 * v), v)
    return v


# Adam and AdamW: steps for a gradient with or without weight decay


def textbook(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Correct each moment separately."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    return k.apply_ratio(theta, h.lr, m / first, k.root(largest(k, v, s, h) / second) + h.eps)


def folded(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Fold both corrections into the step size, and scale epsilon accordingly."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    size = h.lr * second**0.5 / first
    return k.apply_ratio(theta, size, m, k.root(largest(k, v, s, h)) + h.eps * second**0.5)


def rooted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Divide the root by the root of its correction, as torch does."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    return k.apply_ratio(theta, h.lr / first, m, k.root(largest(k, v, s, h)) / second**0.5 + h.eps)


def unweighted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Keep the first moment as an unweighted sum, and combine all scalars into one."""
    beta1, beta2 = h.betas
    s["sum"] = beta1 * s.get("sum", 0 * g) + g
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), beta2)
    first, second = corrections(k, s, t, h)
    down = k.root(largest(k, s["v"], s, h) / second) + h.eps
    return k.apply_ratio(theta, (1 - beta1) * h.lr / first, s["sum"], down)


def corrected(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Keep the corrected first moment, as an average with adapted weights."""
    first, second = corrections(k, s, t, h)
    s["v"] = k.average(s.get("v", 0 * g), k.square(g), h.betas[1])
    s["mean"] = s.get("mean", 0 * g) + (1 - h.betas[0]) / first * (g - s.get("mean", 0 * g))
    return k.apply_ratio(theta, h.lr, s["mean"], k.root(largest(k, s["v"], s, h) / second) + h.eps)


def adam(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    return textbook(k, theta, k.add_decay(g, h.weight_decay, theta), s, t, h)


def adam_folded(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adam, with both corrections in the step size."""
    return folded(k, theta, k.add_decay(g, h.weight_decay, theta), s, t, h)


def adam_rooted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adam, in torch's order."""
    return rooted(k, theta, k.add_decay(g, h.weight_decay, theta), s, t, h)


def adam_unweighted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adam, with a sum without weights."""
    return unweighted(k, theta, k.add_decay(g, h.weight_decay, theta), s, t, h)


def adam_corrected(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adam, keeping the corrected first moment."""
    return corrected(k, theta, k.add_decay(g, h.weight_decay, theta), s, t, h)


ADAM = (adam, adam_folded, adam_rooted, adam_unweighted, adam_corrected)


def adamw(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    return textbook(k, k.apply_decay(theta, h.lr, h.weight_decay), g, s, t, h)


def adamw_folded(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """AdamW, with both corrections in the step size."""
    return folded(k, k.apply_decay(theta, h.lr, h.weight_decay), g, s, t, h)


def adamw_rooted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """AdamW, in torch's order."""
    return rooted(k, k.apply_decay(theta, h.lr, h.weight_decay), g, s, t, h)


def adamw_at_once(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """AdamW, with weight decay added to the direction, as in the paper."""
    m, v = moments(k, g, s, h)
    first, second = corrections(k, s, t, h)
    way = k.ratio(m / first, k.root(largest(k, v, s, h) / second) + h.eps)
    return k.apply_step(theta, h.lr, k.add_decay(way, h.weight_decay, theta))


def adamw_decayed_last(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """AdamW, with decay of the old parameter subtracted after the step."""
    return unweighted(k, theta, g, s, t, h) - h.lr * h.weight_decay * theta


ADAMW = (adamw, adamw_folded, adamw_rooted, adamw_at_once, adamw_decayed_last)

# Adamax


def adamax(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """The rule in the order of operations of optimcore."""
    g = k.add_decay(g, h.weight_decay, theta)
    beta1, beta2 = h.betas
    s["m"] = k.average(s.get("m", 0 * g), g, beta1)
    s["u"] = k.larger(beta2 * s.get("u", 0 * g), np.abs(g) + h.eps)
    return k.apply_ratio(theta, h.lr / k.correction(s, "first", beta1, t), s["m"], s["u"])


def adamax_corrected_bound(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adamax, with the correction multiplied into the norm."""
    g = k.add_decay(g, h.weight_decay, theta)
    beta1, beta2 = h.betas
    s["m"] = k.average(s.get("m", 0 * g), g, beta1)
    s["u"] = k.larger(s.get("u", 0 * g) * beta2, h.eps + k.root(k.square(g)))
    return k.apply_ratio(theta, h.lr, s["m"], k.correction(s, "first", beta1, t) * s["u"])


def adamax_unweighted(k: PlainStyle, theta: Any, g: Any, s: State, t: Any, h: Any) -> Any:
    """Adamax, with an unweighted sum, and the maximum by selection."""
    g = k.add_decay(g, h.weight_decay, theta)
    beta1, beta2 = h.betas
    s["sum"] = beta1 * s.get("sum", 0 * g) + g
    new, old = np.abs(g) + h.eps, beta2 * s.get("u", 0 * g)
    s["u"] = np.max(np.stack([new, old]), axis=0)
    size = h.lr * ((1 - beta1) / k.correction(s, "first", beta1, t))
    return theta - size * k.ratio(s["sum"], s["u"])


ADAMAX = (adamax, adamax_corrected_bound, adamax_unweighted)

UPDATE_VARIANTS = {"adam": ADAM, "adamw": ADAMW, "adamax": ADAMAX}
