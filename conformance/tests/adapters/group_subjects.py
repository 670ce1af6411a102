"""Optimizers with parameter groups that derive from no base class, right and wrong."""

from __future__ import annotations

GROUPS = """
import numpy as np

class SGD:
    def __init__(self, params, lr=1e-3, momentum=0.0, weight_decay=0.0):
        self.defaults = dict(lr=lr, momentum=momentum, weight_decay=weight_decay)
        params = list(params)
        if params and not isinstance(params[0], dict):
            params = [{"params": params}]
        self.param_groups, self.state = [], {}
        for group in params:
            self.add_param_group(group)

    def add_param_group(self, group):
        self.param_groups.append({**self.defaults, **group, "params": list(group["params"])})

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                v = p.grad + group["weight_decay"] * p.data
                if group["momentum"]:
                    old = self.state.get(id(p))
                    v = v if old is None else group["momentum"] * old + v
                    self.state[id(p)] = v
                p.data = p.data - group["lr"] * v
"""

OTHER_NAME = GROUPS.replace("param_groups", "groups").replace("add_groups", "add_param_group")

ONE_GROUP = """
class SGD:
    def __init__(self, params, lr=1e-3, weight_decay=0.0):
        self.param_groups = [{"params": list(params), "lr": lr, "weight_decay": weight_decay}]

    def step(self):
        group = self.param_groups[0]
        for p in group["params"]:
            if p.grad is not None:
                p.data = p.data - group["lr"] * (p.grad + group["weight_decay"] * p.data)
"""

# Every group has to be complete.
COMPLETE = GROUPS.replace("{**self.defaults, **group,", "{**group,").replace(
    '[{"params": params}]', '[{"params": params, **self.defaults}]'
)

# The decay is the same for all groups.
RATES_ALONE = GROUPS.replace(", weight_decay=weight_decay)", ")\n        self.decay = weight_decay")
RATES_ALONE = RATES_ALONE.replace('group["weight_decay"]', "self.decay")

OTHER_KEY = """
class SGD:
    def __init__(self, params, learning_rate=1e-3):
        params = list(params)
        if params and not isinstance(params[0], dict):
            params = [{"params": params}]
        self.param_groups = [{"lr": learning_rate, **group} for group in params]

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.data = p.data - group["lr"] * p.grad
"""

# What it is given is a list of parameters, and what has no gradient is left alone.
SKIPS = """
class SGD:
    def __init__(self, params, lr=1e-3):
        self.params, self.lr = list(params), lr

    @property
    def param_groups(self):
        return [{"params": self.params, "lr": self.lr}]

    def step(self):
        for p in self.params:
            if getattr(p, "grad", None) is not None:
                p.data = p.data - self.lr * p.grad
"""

FIRST_RATE = GROUPS.replace('group["lr"] * v', 'self.param_groups[0]["lr"] * v')

KEPT_FACTOR = ONE_GROUP.replace(
    "    def step(self):\n",
    "        self.keep = 1 - lr * weight_decay\n\n    def step(self):\n",
).replace(
    'p.data - group["lr"] * (p.grad + group["weight_decay"] * p.data)',
    'self.keep * p.data - group["lr"] * p.grad',
)

# The state of a group that is added later is missing.
EARLY_STATE = GROUPS.replace(
    "    def add_param_group",
    "        self.state = {id(p): 0.0 for g in self.param_groups for p in g['params']}\n\n"
    "    def add_param_group",
).replace("self.state.get(id(p))", "self.state[id(p)]")

COPIED = """
class SGD:
    def __init__(self, params, lr=1e-3, momentum=0.0):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.state = [None] * len(self.params)

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            v = p.grad
            if self.momentum:
                v = v if self.state[k] is None else self.momentum * self.state[k] + v
                self.state[k] = v
            p.data = p.data - self.lr * v
"""

TENSORS = (
    GROUPS.replace("import numpy as np", "import torch")
    .replace("    def step", "    @torch.no_grad()\n    def step")
    .replace('p.data = p.data - group["lr"] * v', 'p.sub_(group["lr"] * v)')
    .replace(
        'v = p.grad + group["weight_decay"] * p.data',
        'v = p.grad + group["weight_decay"] * p.detach()',
    )
)

INTERFACE = """
    def zero_grad(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = None

    def _index(self):
        return {id(p): k for k, p in enumerate(p for g in self.param_groups for p in g["params"])}

    def state_dict(self):
        index = self._index()
        groups = [{**g, "params": [index[id(p)] for p in g["params"]]} for g in self.param_groups]
        state = {index[key]: v.clone() for key, v in self.state.items() if key in index}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, saved):
        found = {k: key for key, k in self._index().items()}
        self.state = {found[k]: v.clone() for k, v in saved["state"].items()}
        for group, other in zip(self.param_groups, saved["param_groups"]):
            group.update({n: v for n, v in other.items() if n != "params"})
"""
