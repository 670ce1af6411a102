"""Texts of rules as users write them."""

from __future__ import annotations

HEAD = "import numpy as np\nimport optimcore\n\n"

SIGNUM = (
    HEAD
    + """
@optimcore.rule(lr=1e-3, momentum=0.9, weight_decay=0.0, moments=("m",))
def signum(theta, g, s, t, h):
    m = h.momentum * s["m"] + (1 - h.momentum) * g
    return theta - h.lr * (np.sign(m) + h.weight_decay * theta), {"m": m}
"""
)

HEAVY_BALL = (
    HEAD
    + """
class HeavyBall(optimcore.Optimizer):
    lr = optimcore.nonnegative(1e-2)
    momentum = optimcore.decay_rate(0.9)
    moments = ("v",)

    @staticmethod
    def update(theta, g, s, t, h):
        v = h.momentum * s["v"] + g
        return theta - h.lr * v, {"v": v}
"""
)


def rule_text(body: str, arguments: str = "lr=0.1", head: str = HEAD) -> str:
    """Return a rule that is called ``mine``, with these statements in its update."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"{head}\n@optimcore.rule({arguments})\ndef mine(theta, g, s, t, h):\n{lines}"
