"""Rules with a point of evaluation that is not the stored parameter, as users write them."""

from __future__ import annotations

HALFWAY = '''
"""SGD that is evaluated half-way between the start and the parameters."""

import optimcore


def middle(theta, s, t, h):
    return (theta + s["start"]) / 2


@optimcore.rule(lr=0.1, weight_decay=0.0, shown=middle)
def halfway(theta, g, s, t, h):
    return theta - h.lr * (g + h.weight_decay * theta), {"start": s.get("start", theta)}
'''

SCHEDULE_FREE_SGD = '''
"""Schedule-free SGD. Source: Defazio et al., The Road Less Scheduled, 2024, arXiv:2405.15682."""

import optimcore


def average(theta, s, t, h):
    return theta + (1 - 1 / h.momentum) * (s["z"] - theta)


@optimcore.rule(lr=1.0, momentum=0.9, shown=average)
def schedule_free_sgd(theta, g, s, t, h):
    z = s.get("z", theta)
    largest = max(h.lr, s.get("largest", 0.0))
    total = s.get("total", 0.0) + largest**2
    c = largest**2 / total if total > 0 else 0.0
    new = theta + c * (z - theta) - h.lr * (1 - h.momentum * (1 - c)) * g
    return new, {"z": z - h.lr * g, "largest": largest, "total": total}
'''

SCHEDULE_FREE_ADAMW = '''
"""Schedule-free AdamW. Source: Defazio et al., The Road Less Scheduled, 2024, arXiv:2405.15682.

The weights of the average, the warm-up and the decay at y are those of the package schedulefree.
"""

import numpy as np
import optimcore


class ScheduleFreeAdamW(optimcore.Optimizer):
    lr = optimcore.nonnegative(0.0025)
    betas = optimcore.decay_rates().with_default((0.9, 0.999))
    eps = optimcore.nonnegative(1e-8)
    weight_decay = optimcore.nonnegative(0.0)
    warmup_steps = optimcore.count(0)
    r = optimcore.nonnegative(0.0)
    weight_lr_power = optimcore.nonnegative(2.0)
    moments = ("v",)

    @staticmethod
    def update(theta, g, s, t, h):
        beta1, beta2 = h.betas
        lr = h.lr * min(t / h.warmup_steps, 1.0) if h.warmup_steps > 0 else h.lr
        largest = max(lr, s.get("largest", 0.0))
        weight = t**h.r * largest**h.weight_lr_power
        total = s.get("total", 0.0) + weight
        c = weight / total if total > 0 else 0.0
        v = beta2 * s["v"] + (1 - beta2) * g * g
        u = g / (np.sqrt(v / (1 - beta2**t)) + h.eps) + h.weight_decay * theta
        z = s.get("z", theta)
        y = theta + c * (z - theta) - lr * (1 - beta1 * (1 - c)) * u
        return y, {"v": v, "z": z - lr * u, "largest": largest, "total": total}

    @staticmethod
    def shown(theta, s, t, h):
        beta1 = h.betas[0]
        return theta + (1 - 1 / beta1) * (s["z"] - theta)
'''
