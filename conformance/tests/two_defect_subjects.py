"""Example subjects with a defect of the formula and one of the contract, as source text."""

from __future__ import annotations

from .example_subjects import EPS_INSIDE, PAGE_ADAM

# eps inside the root, and a gradient that is None counts as zero.
EPS_INSIDE_AND_NONE_AS_ZERO = EPS_INSIDE.replace(
    """            if p.grad is None:
                continue
            g = p.grad + self.wd * p.data
""",
    """            g = (np.zeros_like(p.data) if p.grad is None else p.grad) + self.wd * p.data
""",
)

# The second moment adds g squared, and all parameters share one step count.
SUM_OF_SQUARES_AND_SHARED_COUNT = (
    PAGE_ADAM.replace("self.v[i] + (1 - self.beta2) * g * g", "self.v[i] + g * g")
    .replace("self.t = [0 for _ in self.params]", "self.t = 0")
    .replace("    def step(self):\n", "    def step(self):\n        self.t += 1\n")
    .replace("            self.t[i] += 1\n", "")
    .replace("self.t[i]", "self.t")
)

# eps inside the root, groups that have only a learning rate, and a step count that is not saved.
TORCH_ADAM = """
import torch

class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))
        self.betas, self.eps, self.decay = betas, eps, weight_decay
        self.counts = {}

    @torch.no_grad()
    def step(self, closure=None):
        b1, b2 = self.betas
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                if not s:
                    s["m"], s["v"] = torch.zeros_like(p), torch.zeros_like(p)
                t = self.counts[p] = self.counts.get(p, 0) + 1
                g = p.grad + self.decay * p
                s["m"].mul_(b1).add_(g, alpha=1 - b1)
                s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
                p.sub_(
                    group["lr"] * s["m"] / (1 - b1**t) / (s["v"] / (1 - b2**t) + self.eps).sqrt()
                )
"""

# The update without lr and added: no rule in the catalogue, and the numbers are larger.
SCALE_BY_ADAM = PAGE_ADAM.replace("p.data - self.learning_rate * m_hat", "p.data + m_hat")

# An Adam over arrays with one step count, folded corrections and moments that are updated in place,
# in the style of small libraries. Beside the shared count and the place of eps nothing is wrong.
FOLDED_WITH_SHARED_COUNT = """\
import math

import numpy as np

class Adam:
    def __init__(self, parameters, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.eps, self.weight_decay = eps, weight_decay
        self.t = 0
        self.m = [np.zeros_like(p.data) for p in self.parameters]
        self.v = [np.zeros_like(p.data) for p in self.parameters]
        self.scratch = [np.empty_like(p.data) for p in self.parameters]

    def step(self):
        self.t += 1
        rate = self.lr * math.sqrt(1 - self.beta2 ** self.t) / (1 - self.beta1 ** self.t)
        for p, m, v, scratch in zip(self.parameters, self.m, self.v, self.scratch):
            if p.grad is None:
                continue
            g = p.grad
            if self.weight_decay != 0:
                g = g + self.weight_decay * p.data
            m *= self.beta1
            m += (1 - self.beta1) * g
            v *= self.beta2
            np.multiply(g, g, out=scratch)
            v += (1 - self.beta2) * scratch
            np.sqrt(v, out=scratch)
            scratch += self.eps
            np.divide(m, scratch, out=scratch)
            scratch *= rate
            p.data -= scratch

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None
"""
