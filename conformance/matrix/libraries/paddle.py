"""Paddle. Its ASGD averages the gradients of several batches; with one batch it is SGD."""

from __future__ import annotations

from .base import Configuration, Library

CLASSES = (
    "Adadelta", "Adagrad", "Adam", "Adamax", "AdamW", "Lamb", "NAdam", "RAdam", "RMSProp",
    "Rprop", "SGD",
)  # fmt: skip

LIBRARY = Library(
    "paddlepaddle",
    "paddle",
    ("paddlepaddle==3.3.1", "setuptools==84.2.1"),
    (
        *(Configuration(name.lower(), f"paddle.optimizer:{name}") for name in CLASSES),
        Configuration("sgd", "paddle.optimizer:Momentum", "Momentum"),
        Configuration("sgd", "paddle.optimizer:ASGD", "ASGD"),
        Configuration("adam", "paddle.optimizer:Adam", "amsgrad", {"amsgrad": True}),
        Configuration("lamb", "paddle.optimizer:Lamb", "always_adapt", {"always_adapt": True}),
    ),
)
