"""TensorFlow's optimizers; those of ``tf.keras`` are checked as Keras's."""

from __future__ import annotations

from .base import Configuration, Library

MODULE = "tensorflow.compat.v1.train"
CLASSES = {
    "sgd": "GradientDescentOptimizer", "adam": "AdamOptimizer", "adadelta": "AdadeltaOptimizer",
    "rmsprop": "RMSPropOptimizer",
}  # fmt: skip

LIBRARY = Library(
    "tensorflow",
    "tensorflow",
    ("tensorflow-cpu==2.21.0",),
    (
        *(Configuration(rule, f"{MODULE}:{kind}") for rule, kind in CLASSES.items()),
        Configuration("sgd", f"{MODULE}:MomentumOptimizer", "Momentum"),
        # It rejects an initial value of 0, the default of the rule.
        Configuration("adagrad", f"{MODULE}:AdagradOptimizer",
                      hyper={"initial_accumulator_value": 0.1}, assume={"eps": 0.0}),
    ),
    {"TF_CPP_MIN_LOG_LEVEL": "3"},
)  # fmt: skip
