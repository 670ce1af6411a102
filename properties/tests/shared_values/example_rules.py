"""Published rules whose parameters share values, as users write them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import optimcore
from properties.rules import own_rules, registry
from properties.rules.registry import Rule, rules
from properties.traits.describe_rule import describe_rule

D_ADAPT_SGD = '''
"""D-Adapt SGD without momentum. Source: Defazio and Mishchenko, 2023."""

import numpy as np
import optimcore


def estimate(thetas, gs, states, shared, t, h):
    first = np.sqrt(sum(np.sum(g * g) for g in gs))
    norm, d, gain = (shared["norm"], shared["d"], shared["gain"]) if t > 1 else (first, h.d0, 0.0)
    rate = d * h.lr / norm
    gain = gain + rate * sum(np.sum(g * s["sum"]) for g, s in zip(gs, states))
    size = np.sqrt(sum(np.sum((s["sum"] + rate * g) ** 2) for g, s in zip(gs, states)))
    d = np.maximum(d, 2 * gain / size) if size > 0 else d
    return {"norm": norm, "rate": rate, "gain": gain, "d": d}


@optimcore.rule(lr=1.0, d0=optimcore.positive(1e-6), moments=("sum",), shared=estimate)
def d_adapt_sgd(theta, g, s, t, h, shared):
    step = shared["rate"] * g
    return theta - step, {"sum": s["sum"] + step}
'''

PRODIGY = '''
"""Prodigy, without bias correction. Source: Mishchenko and Defazio, 2024."""

import numpy as np
import optimcore


class Prodigy(optimcore.Optimizer):
    lr = optimcore.nonnegative(1.0)
    betas = optimcore.decay_rates().with_default((0.9, 0.999))
    eps = optimcore.nonnegative(1e-8)
    weight_decay = optimcore.nonnegative(0.0)
    d0 = optimcore.positive(1e-6)
    d_coef = optimcore.positive(1.0)
    moments = ("m", "v", "s")

    @staticmethod
    def shared(thetas, gs, states, shared, t, h):
        d, before = shared.get("d", h.d0), shared.get("numerator", 0.0)
        beta3 = h.betas[1] ** 0.5
        weight = d * d * h.lr / h.d0
        starts = [s.get("start", theta) for theta, s in zip(thetas, states)]
        gain = sum(np.sum(g * (start - theta)) for theta, g, start in zip(thetas, gs, starts))
        size = sum(np.sum(np.abs(beta3 * s["s"] + weight * g)) for g, s in zip(gs, states))
        numerator = beta3 * before + weight * gain
        if size == 0:
            return {"d": d, "numerator": before, "used": d, "rate": 0.0}
        found = np.maximum(d, h.d_coef * numerator / size)
        return {"d": found, "numerator": numerator, "used": d, "rate": d * h.lr}

    @staticmethod
    def update(theta, g, s, t, h, shared):
        beta1, beta2 = h.betas
        d = shared["used"]
        m = beta1 * s["m"] + (1 - beta1) * d * g
        v = beta2 * s["v"] + (1 - beta2) * d * d * g * g
        weighted = beta2**0.5 * s["s"] + d * d * h.lr / h.d0 * g
        step = m / (np.sqrt(v) + shared["d"] * h.eps) + h.weight_decay * theta
        start = s.get("start", theta)
        return theta - shared["rate"] * step, {"m": m, "v": v, "s": weighted, "start": start}
'''


@contextmanager
def registered(text: str, attribute: str) -> Iterator[Rule]:
    """Register the rule in a text for the time of a test, unless it is registered already."""
    own = describe_rule(text, attribute, f"paper.py:{attribute}", "paper.py")
    if own.name in own_rules.own_rules():
        yield rules()[own.name]
        return
    own_rules.add_own_rule(own)
    try:
        yield rules()[own.name]
    finally:
        del own_rules._registered[own.name]
        registry._known_rules.pop(own.name, None)
        sys.modules.pop(f"{optimcore.__name__}.{own.name}", None)
