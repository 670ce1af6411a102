"""Conventions under the name of AdamW."""

from ..planting import Edit
from .base import Dialect

DECOUPLED = "theta = theta * (1 - h.lr * h.weight_decay)"

DIALECTS = (
    Dialect(
        "adamw-decay-without-lr", "decay without the learning rate", "adamw",
        (Edit("adamw.py", DECOUPLED, "theta = theta * (1 - h.weight_decay)"),),
        "Decay does not shrink with lr: the paper's schedule multiplier alone scales it.",
        ("chainer", "optimi (decouple_lr)"), 34,
    ),
    Dialect(
        "adamw-global-t", "one step count for all parameters", "adamw",
        (Edit(
            "optimizer.py",
            "        for _, p in due:\n            state = self.state[id(p)]\n"
            '            state["t"] += 1\n',
            '        for state in self.state.values():\n            state["t"] += 1\n'
            "        for _, p in due:\n            state = self.state[id(p)]\n",
        ),),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("keras", "optax", "tinygrad"), 13,
    ),
)  # fmt: skip
