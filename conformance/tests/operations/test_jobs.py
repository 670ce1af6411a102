"""The number of processes that judge an optimizer does not change the report."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.operations import parallel
from conformance.process.forked_executor import ForkedExecutor
from conformance.process.worker_start import can_fork
from conformance.tests.example_subjects import CLIMBING_SGD, EPS_INSIDE, PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject
from conformance.worker import Isolation
from optimcore import SGD

pytestmark = pytest.mark.skipif(not can_fork(), reason="this process cannot be forked")

# It ends its process at the third step of a run.
ENDING = PAGE_SGD.replace(
    "    def step(self):\n",
    """    def step(self):
        import os
        self.steps = getattr(self, "steps", 0) + 1
        if self.steps == 3:
            os._exit(0)
""",
)

# It raises with momentum, and ends its process where a gradient is large.
ENDING_SOMETIMES = """\
import os
import numpy as np

class SGD:
    def __init__(self, params, lr=1e-3, momentum=0.0):
        self.params, self.lr, self.momentum = list(params), lr, momentum

    def step(self):
        if self.momentum:
            raise ValueError("momentum")
        for p in self.params:
            if p.grad is not None:
                if p.grad.size and abs(np.ravel(p.grad)[0]) > 50:
                    os._exit(0)
                p.data -= self.lr * p.grad
"""

# It changes the shape of a parameter.
WIDENING = PAGE_SGD.replace(
    "                p.data -= self.lr * p.grad\n",
    "                p.data = p.data - self.lr * p.grad\n"
    "                if p.data.shape == (2,):\n"
    "                    p.data = p.data[:1]\n",
)

# The source, its class, and the number of examples: enough for the search to end early.
SOURCES = {
    "right": (PAGE_SGD, "SGD", 8),
    "wrong": (CLIMBING_SGD, "SGD", 30),
    "wrong in one place": (EPS_INSIDE, "Adam", 30),
    "ends its process": (ENDING, "SGD", 30),
    "ends its process sometimes": (ENDING_SOMETIMES, "SGD", 12),
    "changes shapes": (WIDENING, "SGD", 30),
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_report_is_the_same(
    name: str, write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, attribute, examples = SOURCES[name]
    target = f"{write_subject(source)}:{attribute}"
    one = check(target, examples=examples)
    made: list[ForkedExecutor] = []

    def make(*arguments: object, **named: object) -> ForkedExecutor:
        made.append(ForkedExecutor(*arguments, **named))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(parallel, "ForkedExecutor", make)
    assert check(target, examples=examples, jobs=2).to_json() == one.to_json()
    assert len(made) == 1
    expected = {"right": "conforms"}.get(name, "diverges")
    assert one.verdict == expected
    assert bool(one.interrupted) == name.startswith("ends")


@pytest.mark.parametrize(
    ("target", "isolation"), [(SGD, None), ("optimcore:SGD", Isolation(in_process=True))]
)
def test_an_optimizer_in_this_process_is_judged_by_it(
    target: object, isolation: Isolation | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("forked")

    monkeypatch.setattr(parallel, "ForkedExecutor", refuse)
    assert check(target, examples=1, jobs=2, isolation=isolation).verdict == "conforms"


def test_the_option_takes_a_positive_number(command: Command) -> None:
    result = command("check", "optimcore:SGD", "--jobs", 0)
    assert result.exit_code == 2
    assert "--jobs" in result.stderr
