"""torch.optim: each class with the loop, foreach, fused and differentiable paths."""

from __future__ import annotations

from collections.abc import Iterator

from .base import Configuration, Library

CLASSES = {
    "adadelta": "Adadelta", "adagrad": "Adagrad", "adam": "Adam", "adamax": "Adamax",
    "adamw": "AdamW", "asgd": "ASGD", "nadam": "NAdam", "radam": "RAdam", "rmsprop": "RMSprop",
    "rprop": "Rprop", "sgd": "SGD",
}  # fmt: skip
FUSED = ("adagrad", "adam", "adamw", "sgd")


def _torch_configurations() -> Iterator[Configuration]:
    for rule, kind in CLASSES.items():
        target = f"torch.optim:{kind}"
        yield Configuration(rule, target, "loop", {"foreach": False})
        yield Configuration(rule, target, "foreach", {"foreach": True})
        yield Configuration(rule, target, "differentiable", {"differentiable": True})
        if rule in FUSED:
            yield Configuration(rule, target, "fused", {"fused": True})
    yield Configuration("adafactor", "torch.optim:Adafactor", "loop", {"foreach": False})
    yield Configuration("adafactor", "torch.optim:Adafactor", "foreach", {"foreach": True})
    yield Configuration("muon", "torch.optim:Muon")


LIBRARY = Library("torch", "torch", ("torch==2.13.0",), tuple(_torch_configurations()))
