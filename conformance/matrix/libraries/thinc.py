"""thinc, without clipping and averaging, which are on by default but belong to no rule."""

from __future__ import annotations

from .base import Configuration, Library

PLAIN = {"grad_clip": 0.0, "use_averages": False}

LIBRARY = Library(
    "thinc",
    "thinc",
    ("thinc==9.1.1",),
    (
        Configuration("sgd", "thinc.api:SGD", hyper=PLAIN | {"L2_is_weight_decay": False}),
        Configuration("adam", "thinc.api:Adam", hyper=PLAIN | {"L2_is_weight_decay": False}),
        Configuration("adamw", "thinc.api:Adam", "decoupled", hyper=PLAIN),
        Configuration("radam", "thinc.api:RAdam", hyper=PLAIN | {"L2_is_weight_decay": False}),
    ),
)
