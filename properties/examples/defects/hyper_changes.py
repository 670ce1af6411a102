"""Optimizers that mishandle changed hyper-parameters."""

from .base import SGD_STEP, TorchDefect, make_defect

BROKEN_BY = {
    "lr-change": make_defect(
        "the learning rate of the constructor is always used",
        "sgd",
        (
            "optimizer.py",
            "self.params = list(params)",
            "self.params, self.first = list(params), lr",
        ),
        ("sgd.py", SGD_STEP, "return theta - h.first * g, s"),
        ("sgd.py", "return theta - h.lr * u, ", "return theta - h.first * u, "),
    ),
    "resting": make_defect(
        "a step with lr = 0 is skipped",
        "adam",
        (
            "adam.py",
            "if h.maximize:",
            "if not h.lr:\n            return theta, s\n        if h.maximize:",
        ),
    ),
    "hyper-change": TorchDefect("the weight decay of the constructor is always used", "FirstDecay"),
    "hyper-before-step": TorchDefect(
        "half of the weight decay is computed at construction", "HalfFirstDecay"
    ),
    "schedule": TorchDefect("the learning rate of the constructor is always used", "FirstRate"),
    "tensor-lr": TorchDefect(
        "a learning rate that is a tensor is rounded to half precision", "RoundedRate"
    ),
    "hooks": TorchDefect("hooks that are registered for after the step are dropped", "Hookless"),
    "loss-scaling": TorchDefect("skipped steps count for the learning rate", "CountingSkips"),
}
