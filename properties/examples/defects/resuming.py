"""Optimizers that do not continue as before."""

from .base import make_defect

COUNT_ON_THE_CLASS = make_defect(
    "all optimizers share one step count",
    "adam",
    (
        "optimizer.py",
        'state["t"] += 1',
        'Optimizer.t = getattr(Optimizer, "t", 0) + 1\n            state["t"] = Optimizer.t',
    ),
)
COPIES_FORGET = make_defect(
    "a copy starts at step 0",
    "adam",
    (
        "optimizer.py",
        '"state": [self.state[id(p)] for p in self.params]}',
        '"state": [{**self.state[id(p)], "t": 0} for p in self.params]}',
    ),
)

BROKEN_BY = {
    "resume": "t-not-saved",
    "resume-bits": "state-saved-short",
    "resume-elsewhere": make_defect(
        "hyper-parameters are not loaded",
        "adam",
        (
            "optimizer.py",
            'for name, value in saved["hyper"].items():\n            setattr(self, name, value)\n',
            "pass\n",
        ),
    ),
    "restart": COUNT_ON_THE_CLASS,
    "step-by-step": COUNT_ON_THE_CLASS,
    "file": "state-saved-short",
    "deepcopy": COPIES_FORGET,
    "pickle": COPIES_FORGET,
    "checkpoint": "t-not-saved",
    "checkpoint-kept": make_defect(
        "the saved state contains the dictionaries of the optimizer",
        "adam",
        (
            "optimizer.py",
            '"state": [_copied(self.state[id(p)]) for p in self.params]',
            '"state": [self.state[id(p)] for p in self.params]',
        ),
    ),
    "checkpoint-twice": make_defect(
        "the optimizer shares its arrays with the loaded checkpoint",
        "adam",
        (
            "optimizer.py",
            "self.state = {id(p): _copied(s) for",
            "self.state = {id(p): dict(s) for",
        ),
    ),
}
