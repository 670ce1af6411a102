"""scikit-learn: the optimizers of its neural networks."""

from __future__ import annotations

from .base import Configuration, Library

MODULE = "sklearn.neural_network._stochastic_optimizers"

LIBRARY = Library(
    "scikit-learn",
    "sklearn",
    ("scikit-learn==1.9.1",),
    (
        Configuration("adam", f"{MODULE}:AdamOptimizer"),
        Configuration("sgd", f"{MODULE}:SGDOptimizer", "nesterov"),
        Configuration("sgd", f"{MODULE}:SGDOptimizer", hyper={"nesterov": False}),
    ),
)
