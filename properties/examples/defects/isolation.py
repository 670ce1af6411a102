"""Optimizers in which parameters, elements or instances depend on each other."""

from .base import TorchDefect, change_step, make_defect
from .resuming import COUNT_ON_THE_CLASS

BY_POSITION = change_step(
    "later elements take larger steps",
    "theta - h.lr * g * np.linspace(1, 2, g.size).reshape(g.shape)",
)

BROKEN_BY = {
    "others": "t-per-parameter-call",
    "absent-gradient": "none-as-zero",
    "permutation": BY_POSITION,
    "permutation-bits": BY_POSITION,
    "partition": change_step(
        "the step grows with the number of elements", "theta - h.lr * g * g.size"
    ),
    "reshape": make_defect(
        "the number of axes is added to the parameter",
        "sgd",
        (
            "optimizer.py",
            "_write(p.data, part, theta)",
            "_write(p.data, part, theta + p.data.ndim)",
        ),
    ),
    "instances": COUNT_ON_THE_CLASS,
    "order": "t-per-parameter-call",
    "late-values": TorchDefect(
        "a group that is added later gets the weight decay of the first one", "LateDecay"
    ),
    "late-group": TorchDefect(
        "groups that are added later are registered and never stepped", "FirstGroup"
    ),
}
