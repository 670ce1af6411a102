"""jax.example_libraries: triples of functions."""

from __future__ import annotations

from .base import Configuration, Library

MODULE = "jax.example_libraries.optimizers"

LIBRARY = Library(
    "jax",
    "jax",
    ("jax==0.10.2",),
    (
        Configuration("sgd", f"{MODULE}:sgd"),
        Configuration("sgd", f"{MODULE}:momentum", "momentum"),
        Configuration("sgd", f"{MODULE}:nesterov", "nesterov", assume={"nesterov": True}),
        Configuration("adagrad", f"{MODULE}:adagrad", hyper={"momentum": 0.0}, assume={"eps": 0.0}),
        Configuration("rmsprop", f"{MODULE}:rmsprop"),
        Configuration("rmsprop", f"{MODULE}:rmsprop_momentum", "momentum"),
        Configuration("adam", f"{MODULE}:adam"),
        Configuration("adamax", f"{MODULE}:adamax"),
    ),
)
