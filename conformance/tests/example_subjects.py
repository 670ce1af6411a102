"""Example subjects as source text: correct optimizers and wrong ones."""

from __future__ import annotations

# A correct Adam as in a tutorial, without optional features.
PAGE_ADAM = """\
import numpy as np

class Adam:
    def __init__(self, params, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0):
        self.params = list(params)
        self.learning_rate, self.wd = learning_rate, wd
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.m = [np.zeros_like(p.data) for p in self.params]
        self.v = [np.zeros_like(p.data) for p in self.params]
        self.t = [0 for _ in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.wd * p.data
            self.t[i] += 1
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g * g
            m_hat = self.m[i] / (1 - self.beta1 ** self.t[i])
            v_hat = self.v[i] / (1 - self.beta2 ** self.t[i])
            p.data[...] = p.data - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
"""

EPS_INSIDE = PAGE_ADAM.replace("(np.sqrt(v_hat) + self.epsilon)", "np.sqrt(v_hat + self.epsilon)")

# A correct SGD, the cheapest subject.
PAGE_SGD = """\
class SGD:
    def __init__(self, params, lr=1e-3):
        self.params = list(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def state_dict(self):
        return {}

    def load_state_dict(self, saved):
        pass
"""

# torch's SGD, which steps only if all groups are in training mode.
TRAINING = """
import torch

class SGD(torch.optim.SGD):
    def __init__(self, params, lr=1e-3, momentum=0.0):
        super().__init__(params, lr=lr, momentum=momentum)

    def add_param_group(self, group):
        super().add_param_group({"training": False, **group})

    def train(self):
        for group in self.param_groups:
            group["training"] = True

    def step(self, closure=None):
        if not all(group["training"] for group in self.param_groups):
            raise RuntimeError("call train() first")
        return super().step(closure)
"""

# Wrappers that pass the tensors of their first argument to torch's SGD.
WRAPPER = """
import torch

class SGD(torch.optim.SGD):
    def __init__(self, {asks}, lr=1e-3, momentum=0.0):
        found = {found}
        assert all(isinstance(p, torch.nn.Parameter) for p in found)
        super().__init__(found, lr=lr, momentum=momentum)
"""
FACTORY = """
import torch

def SGD({asks}, lr=1e-3, momentum=0.0):
    return torch.optim.SGD({found}, lr=lr, momentum=momentum)
"""
OF_NAMED = "[p for name, p in {asks}]"
OF_MODEL = "list({asks}.parameters())"


def wrapping(source: str, asks: str, found: str) -> str:
    """The source of a wrapper with the first argument ``asks``."""
    return source.format(asks=asks, found=found.format(asks=asks))


CLIMBING_SGD = PAGE_SGD.replace("p.data -=", "p.data +=")

SOURCES = {
    "adam": PAGE_ADAM,
    "eps_inside": EPS_INSIDE,
    "sgd": PAGE_SGD,
    "climbing": CLIMBING_SGD,
}

# A torch optimizer whose step requires a closure, as that of LBFGS does.
REQUIRED_CLOSURE = """
import torch

class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, {"lr": lr})

    def step(self, closure):
        with torch.enable_grad():
            loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.sub_(group["lr"] * p.grad)
        return loss
"""
