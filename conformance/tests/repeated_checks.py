"""A program that runs operations on many optimizers in one process and measures how it grows.

``python -m conformance.tests.repeated_checks few`` checks and converts wrong optimizers, twice;
with ``hundred`` it checks a hundred optimizers, every other one from torch. After each operation it
prints a JSON object with the number of modules and the resident bytes of the process.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from itertools import chain, count, cycle, islice
from pathlib import Path
from typing import Any

from conformance import check, convert, identify

from .example_subjects import PAGE_ADAM, PAGE_SGD

# Of each source, text that is replaced, and texts that replace it.
DEFECTS: dict[str, dict[str, tuple[str, ...]]] = {
    PAGE_SGD: {
        "p.data -= self.lr * p.grad": (
            "p.data += self.lr * p.grad",
            "p.data -= self.lr * abs(p.grad)",
            "p.data -= self.lr * p.grad ** 3",
            "p.data -= self.lr * (p.grad + 0.01 * p.data)",
            "p.data -= (self.lr + 1e-4) * p.grad",
            "p.data -= self.lr * p.grad + 1e-6",
        ),
    },
    PAGE_ADAM: {
        "(np.sqrt(v_hat) + self.epsilon)": (
            "np.sqrt(v_hat + self.epsilon)", "(np.abs(v_hat) + self.epsilon)",
            "(np.sqrt(v_hat) + 2 * self.epsilon)",
        ),
        "(1 - self.beta2) * g * g": ("(1 - self.beta2) * g", "g * g"),
        "g = p.grad + self.wd * p.data": (
            "g = p.grad - self.wd * p.data", "g = p.grad + self.wd * np.sign(p.data)", "g = p.grad",
        ),
        "self.m[i] / (1 - self.beta1 ** self.t[i])": ("self.m[i]", "self.m[i] / (1 - self.beta1)"),
        "self.t[i] += 1": ("self.t[i] += 2", "self.t[i] = 1"),
    },
}  # fmt: skip

TORCH = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adamax", "NAdam", "RAdam", "Rprop")


def wrong_optimizers(*names: str) -> Iterator[type]:
    """Yield the classes of these names with each defect, and again with other step sizes."""
    edits = [
        (source, before, after)
        for source, defects in DEFECTS.items()
        for before, wrong in defects.items()
        for after in wrong
    ]
    for k in count():
        for source, before, after in edits:
            space: dict[str, Any] = {}
            text = source.replace(before, after).replace("rate *", f"rate * {1 + k / 8} *")
            text = text.replace("lr *", f"lr * {1 + k / 8} *")
            exec(text, space)  # noqa: S102 - our own
            yield from (space[name] for name in names if name in space)


def torch_optimizers() -> Iterator[type]:
    """Yield optimizers of torch, again and again."""
    import torch

    torch.set_num_threads(1)
    return cycle(getattr(torch.optim, name) for name in TORCH)


def run_few() -> Iterator[object]:
    """Check a wrong optimizer and convert it to another one; then do the same with two others.

    All have the first defect, with step sizes other than the default.
    """
    defects = len(*DEFECTS[PAGE_SGD].values())
    wrong = islice(wrong_optimizers("SGD"), defects, None, defects)
    for _ in range(2):
        one, two = islice(wrong, 2)
        yield check(one, "sgd", examples=0)
        yield convert(one, two)


def run_hundred() -> Iterator[object]:
    """Check optimizers of torch and wrong ones in turn, and identify every tenth."""
    pairs = zip(torch_optimizers(), wrong_optimizers("SGD", "Adam"), strict=False)
    for k, kind in enumerate(islice(chain.from_iterable(pairs), 100)):
        yield check(kind, kind.__name__.lower()), identify(kind) if k % 10 == 9 else None


def print_size() -> None:
    """Print the number of modules, and the resident bytes where Linux tells them, else 0."""
    gc.collect()
    resident = 0
    if sys.platform == "linux":
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
        resident = int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
    print(json.dumps({"modules": len(sys.modules), "bytes": resident}), flush=True)


if __name__ == "__main__":
    for _ in {"few": run_few, "hundred": run_hundred}[sys.argv[1]]():
        print_size()
