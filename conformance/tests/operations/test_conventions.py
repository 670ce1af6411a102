"""What is a convention is reported of no optimizer."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.tests.fixture_types import WriteSubject

# Where the sizes are created: when the optimizer is built, or at the first gradient.
AT_CONSTRUCTION = "[np.full_like(p.data, lr) for p in self.params]"
AT_FIRST_STEP = "[None for p in self.params]"

RPROP = """
import numpy as np


class Rprop:
    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50.0)):
        self.params = list(params)
        self.lr, self.etas, self.step_sizes = lr, etas, step_sizes
        self.before = [np.zeros_like(p.data) for p in self.params]
        self.sizes = SIZES

    def step(self):
        slower, faster = self.etas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            if self.sizes[i] is None:
                self.sizes[i] = np.full_like(p.data, self.lr)
            sign = np.sign(p.grad) * np.sign(self.before[i])
            factor = np.where(sign > 0, faster, np.where(sign < 0, slower, 1.0))
            self.sizes[i] = np.clip(self.sizes[i] * factor, *self.step_sizes).astype(p.data.dtype)
            self.before[i] = np.where(sign < 0, 0 * p.grad, p.grad)
            p.data -= np.sign(self.before[i]) * self.sizes[i]
"""


@pytest.mark.parametrize("sizes", [AT_CONSTRUCTION, AT_FIRST_STEP])
def test_the_first_step_size_may_be_read_at_the_construction(
    write_subject: WriteSubject, sizes: str
) -> None:
    report = check(f"{write_subject(RPROP.replace('SIZES', sizes))}:Rprop", examples=4, jobs=1)
    assert report.verdict == "conforms"
    assert not report.diagnosis


def test_another_first_step_size_is_found(write_subject: WriteSubject) -> None:
    doubled = RPROP.replace("SIZES", AT_CONSTRUCTION.replace("lr)", "2 * lr)"))
    report = check(f"{write_subject(doubled)}:Rprop", examples=4, jobs=1)
    assert report.verdict == "diverges"
