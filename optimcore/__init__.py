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

from .adam import Adam
from .adamw import AdamW
from .autograd import Parameter, Tensor, softmax_cross_entropy
from .layers import MLP, Linear
from .optimizer import Optimizer
from .sgd import SGD
from .training import train

__all__ = [
    "MLP",
    "SGD",
    "Adam",
    "AdamW",
    "Linear",
    "Optimizer",
    "Parameter",
    "Tensor",
    "softmax_cross_entropy",
    "train",
]
