"""tinygrad."""

from __future__ import annotations

from .base import Configuration, Library

MODULE = "tinygrad.nn.optim"

LIBRARY = Library(
    "tinygrad",
    "tinygrad",
    ("tinygrad==0.14.0",),
    (
        *(Configuration(name.lower(), f"{MODULE}:{name}") for name in ("Adam", "AdamW", "LAMB")),
        Configuration("sgd", f"{MODULE}:SGD"),
        Configuration("sgd", f"{MODULE}:SGD", "classic", hyper={"classic": True}),
        Configuration("lars", f"{MODULE}:LARS"),
        Configuration("muon", f"{MODULE}:Muon"),
    ),
    # tinygrad's Python backend, which needs no compiler.
    {"DEV": "PYTHON"},
)
