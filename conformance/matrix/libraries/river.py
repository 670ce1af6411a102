"""river: optimizers of online learning models."""

from __future__ import annotations

from .base import Configuration, Library

LIBRARY = Library(
    "river",
    "river",
    ("river==0.26.1",),
    (
        Configuration("sgd", "river.optim:SGD"),
        Configuration("sgd", "river.optim:Momentum", "momentum"),
        Configuration("adam", "river.optim:Adam"),
        Configuration("adam", "river.optim:AMSGrad", "amsgrad", assume={"amsgrad": True}),
        Configuration("adamax", "river.optim:AdaMax"),
        Configuration("nadam", "river.optim:Nadam"),
        Configuration("adagrad", "river.optim:AdaGrad"),
        Configuration("adadelta", "river.optim:AdaDelta"),
        Configuration("rmsprop", "river.optim:RMSProp"),
    ),
)  # fmt: skip
