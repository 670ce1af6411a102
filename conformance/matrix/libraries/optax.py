"""optax, on jax."""

from __future__ import annotations

from .base import Configuration, Library

NAMED = (
    "adabelief", "adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "adan", "lamb",
    "lars", "lion", "nadam", "radam", "rmsprop", "rprop", "sgd", "yogi",
)  # fmt: skip

# Factor small matrices too, as other libraries do.
PLAIN = {"adafactor": {"min_dim_size_to_factor": 1}}

LIBRARY = Library(
    "optax",
    "optax",
    ("jax==0.10.2", "optax==0.2.8"),
    (
        *(Configuration(name, f"optax:{name}", hyper=PLAIN.get(name, {})) for name in NAMED),
        Configuration("adam", "optax:amsgrad", "amsgrad", assume={"amsgrad": True}),
        Configuration("nadam", "optax:nadamw", "decoupled decay",
                      assume={"decoupled_weight_decay": True}),
        Configuration("adamax", "optax:adamaxw", "decoupled decay"),
        Configuration("adopt", "optax.contrib:adopt"),
        # Without jit, its iteration is compiled again at every step.
        Configuration("muon", "optax.contrib:muon", adapter="optax-jitted"),
        *(Configuration(name, f"optax:{name}", "jitted", adapter="optax-jitted")
          for name in ("adam", "sgd")),
    ),
)  # fmt: skip
