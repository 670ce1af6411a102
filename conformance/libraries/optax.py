"""optax, on jax."""

from __future__ import annotations

from .base import Configuration, Library

NAMED = (
    "adabelief", "adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "adan", "lamb",
    "lars", "lion", "nadam", "radam", "rmsprop", "rprop", "sgd", "yogi",
)  # fmt: skip

LIBRARY = Library(
    "optax",
    "optax",
    ("jax", "optax"),
    (
        *(Configuration(name, f"optax:{name}") for name in NAMED),
        Configuration("adam", "optax:amsgrad", "amsgrad", assume={"amsgrad": True}),
        Configuration("nadam", "optax:nadamw", "decoupled decay",
                      assume={"decoupled_weight_decay": True}),
        Configuration("adamax", "optax:adamaxw", "decoupled decay"),
        Configuration("adopt", "optax.contrib:adopt"),
        Configuration("muon", "optax.contrib:muon"),
    ),
)  # fmt: skip
