"""Gradient-descent optimizers in NumPy, written like the formulas in the papers.

>>> import numpy as np
>>> from optimcore import Adam, Parameter
>>> p = Parameter(np.array([1.0, -2.0]))
>>> optimizer = Adam([p], lr=0.5)
>>> (p * p).sum().backward()
>>> optimizer.step()
>>> p.data
array([ 0.5, -1.5])
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .adabelief import AdaBelief
from .adadelta import Adadelta
from .adafactor import Adafactor
from .adagrad import Adagrad
from .adam import Adam
from .adamax import Adamax
from .adamw import AdamW
from .adan import Adan
from .adopt import ADOPT
from .asgd import ASGD
from .autograd import Parameter, Tensor, softmax_cross_entropy
from .functional import rule
from .hyperparameters import (
    choice,
    count,
    decay_rate,
    decay_rates,
    finite,
    flag,
    nonnegative,
    number,
    numbers,
    positive,
)
from .lamb import LAMB
from .lars import LARS
from .layers import MLP, Linear
from .lion import Lion
from .muon import Muon
from .nadam import NAdam
from .optimizer import Optimizer
from .radam import RAdam
from .rmsprop import RMSprop
from .rprop import Rprop
from .sgd import SGD
from .training import train
from .yogi import Yogi

__all__ = [
    "ADOPT",
    "ASGD",
    "LAMB",
    "LARS",
    "MLP",
    "SGD",
    "AdaBelief",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "Linear",
    "Lion",
    "Muon",
    "NAdam",
    "Optimizer",
    "Parameter",
    "RAdam",
    "RMSprop",
    "Rprop",
    "Tensor",
    "Yogi",
    "choice",
    "count",
    "decay_rate",
    "decay_rates",
    "finite",
    "flag",
    "nonnegative",
    "number",
    "numbers",
    "positive",
    "rule",
    "softmax_cross_entropy",
    "train",
]

if not TYPE_CHECKING:  # A type checker would accept every name.

    def __getattr__(name: str) -> type[Optimizer]:
        """Return an optimizer that is not imported above, from the module of the same name."""
        module = f"{__name__}.{name.lower()}"
        if not name.startswith("_") and find_spec(module):
            found = vars(import_module(module)).get(name)
            if isinstance(found, type) and issubclass(found, Optimizer):
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
