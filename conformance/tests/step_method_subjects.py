"""Example subjects whose step is passed parameters and gradients."""

from __future__ import annotations

LISTS = """
import numpy as np

class Adam:
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = self.v = None
        self.t = 0

    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        for i, (p, g) in enumerate(zip(params, grads)):
            self.m[i] += (1 - self.beta1) * (g - self.m[i])
            self.v[i] += (1 - self.beta2) * (g * g - self.v[i])
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
"""

DICTS = """
import numpy as np

class AdaGrad:
    def __init__(self, lr=1e-2, eps=1e-10):
        self.lr, self.eps = lr, eps
        self.sums = {}

    def update(self, params, grads):
        for key in params.keys():
            self.sums[key] = self.sums.get(key, 0.0) + grads[key] ** 2
            params[key] = params[key] - self.lr * grads[key] / (np.sqrt(self.sums[key]) + self.eps)
"""

ARRAYS = """
import numpy as np

class RMSprop:
    def __init__(self, learning_rate=1e-2, rho=0.99, eps=1e-8):
        self.learning_rate, self.rho, self.eps = learning_rate, rho, eps
        self.average = None

    def update(self, w, grad_wrt_w):
        if self.average is None:
            self.average = np.zeros(np.shape(w), grad_wrt_w.dtype)
        self.average = self.rho * self.average + (1 - self.rho) * grad_wrt_w**2
        return w - self.learning_rate * grad_wrt_w / (np.sqrt(self.average) + self.eps)
"""

TURNED = """
class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def apply_gradients(self, grads, params):
        return [p - self.lr * g for p, g in zip(params, grads)]
"""

OF_TORCH = """
import torch

class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def step(self, params, grads):
        torch._foreach_add_(params, grads, alpha=-self.lr)
"""

PAIRS = """
class SGD:
    def __init__(self, learning_rate=1e-3):
        self.learning_rate = learning_rate

    def apply_gradients(self, grads_and_vars):
        for g, w in grads_and_vars:
            w -= self.learning_rate * g
"""

BY_NAME = """
class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def update(self, *, grads, params, scale=1.0):
        return [p - self.lr * scale * g for p, g in zip(params, grads)]
"""

REPLACED = """
from typing import NamedTuple

class SGD(NamedTuple):
    lr: float = 1e-3
    momentum: float = 0.0
    velocity: tuple = ()

    def step(self, params, grads):
        old = self.velocity or [0.0 * g for g in grads]
        new = tuple(self.momentum * v + g for v, g in zip(old, grads))
        return self._replace(velocity=new), [p - self.lr * v for p, v in zip(params, new)]
"""

CALLED = """
class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def __call__(self, params, grads):
        return [p - self.lr * g for p, g in zip(params, grads)]
"""
