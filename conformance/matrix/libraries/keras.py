"""Keras 3 on torch, jax and TensorFlow: the same source on three backends."""

from __future__ import annotations

from .base import Configuration, Library

CLASSES = {
    "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "adamax": "Adamax", "nadam": "Nadam",
    "rmsprop": "RMSprop", "adagrad": "Adagrad", "adadelta": "Adadelta", "lion": "Lion",
    "lamb": "Lamb",
}  # fmt: skip


def _keras_library(backend: str, *install: str) -> Library:
    found = [Configuration(rule, f"keras.optimizers:{kind}") for rule, kind in CLASSES.items()]
    # With float64 variables it computes in float32; that is a separate entry.
    adafactor = "keras.optimizers:Adafactor"
    found += [
        Configuration("adafactor", adafactor, without=("float64",)),
        Configuration("adafactor", adafactor, "double precision"),
    ]
    return Library(
        f"keras-{backend}", "keras", ("keras==3.15.1", *install), tuple(found),
        {"KERAS_BACKEND": backend},
    )  # fmt: skip


LIBRARIES = (
    _keras_library("torch", "torch==2.13.0"),
    _keras_library("jax", "jax==0.10.2"),
    _keras_library("tensorflow", "tensorflow-cpu==2.21.0"),
)
