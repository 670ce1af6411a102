"""A small optimizer core in NumPy, written the way the papers write it.

>>> import numpy as np
>>> from optimcore import Adam, Parameter
>>> p = Parameter(np.array([1.0, -2.0]))
>>> optimizer = Adam([p], lr=0.5)
>>> (p * p).sum().backward()
>>> optimizer.step()
>>> p.data
array([ 0.5, -1.5])
"""

from .adadelta import Adadelta
from .adagrad import Adagrad
from .adam import Adam
from .adamax import Adamax
from .adamw import AdamW
from .asgd import ASGD
from .autograd import Parameter, Tensor, softmax_cross_entropy
from .layers import MLP, Linear
from .nadam import NAdam
from .optimizer import Optimizer
from .radam import RAdam
from .rmsprop import RMSprop
from .rprop import Rprop
from .sgd import SGD
from .training import train

__all__ = [
    "ASGD",
    "MLP",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Linear",
    "NAdam",
    "Optimizer",
    "Parameter",
    "RAdam",
    "RMSprop",
    "Rprop",
    "Tensor",
    "softmax_cross_entropy",
    "train",
]
