"""The diagnosis in the report of ``check``, for bugs in independent optimizers."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.records.capsule import make_capsule
from conformance.rendering.terminal.report import render_report
from conformance.tests.example_subjects import PAGE_ADAM
from conformance.tests.fixture_types import WriteSubject

DEFECTS = {
    "adam-eps-root": ("(np.sqrt(v_hat) + self.epsilon)", "np.sqrt(v_hat + self.epsilon)"),
    "swapped-betas": ("= beta1, beta2, epsilon", "= beta2, beta1, epsilon"),
}


@pytest.mark.campaign
@pytest.mark.parametrize("name", DEFECTS)
def test_the_first_diagnosis_is_right(name: str, write_subject: WriteSubject) -> None:
    source = PAGE_ADAM.replace(*DEFECTS[name])
    assert source != PAGE_ADAM
    report = check(f"{write_subject(source)}:Adam", examples=1)
    assert report.verdict == "diverges"
    first = report.diagnosis[0]
    assert first.id == name
    assert first.cases == first.of > 5
    assert first.diff
    assert not report.residual
    text = render_report(report).plain
    assert f"What is wrong: {first.title}" in text
    changed = next(line for line in first.diff.splitlines() if line.startswith("+ "))
    assert changed in text
    capsule = make_capsule(report, report.findings[0])
    assert capsule.diagnosis == report.diagnosis
    frame = capsule.frames[-1]
    assert len(frame.got) == len(frame.expected) == len(frame.radius)


def test_a_conforming_report_has_no_diagnosis() -> None:
    report = check("optimcore:SGD", examples=1)
    assert (report.diagnosis, report.residual) == ([], [])


OTHER_DEFAULTS = PAGE_ADAM.replace("learning_rate=1e-3", "learning_rate=1e-2").replace(
    "epsilon=1e-8", "epsilon=1e-6"
)


def test_defaults_that_differ_are_read_from_the_constructor(write_subject: WriteSubject) -> None:
    report = check(f"{write_subject(OTHER_DEFAULTS)}:Adam", examples=1)
    assert report.verdict == "conforms"
    assert [one.id for one in report.diagnosis] == ["default-lr=0.01+default-eps=1e-06"]
    assert "  other defaults; reproduces" in render_report(report).plain


def test_the_defaults_of_a_constructor_are_verified(write_subject: WriteSubject) -> None:
    source = PAGE_ADAM.replace("learning_rate=1e-3", "learning_rate=0.0123").replace(
        "= learning_rate, wd", "= (learning_rate if learning_rate != 0.0123 else 5e-3), wd"
    )
    report = check(f"{write_subject(source)}:Adam", examples=1)
    assert [one.id for one in report.diagnosis] == ["default-lr=0.005"]


LR_INSIDE = """
import numpy as np

class SGD:
    def __init__(self, params, lr=0.01, momentum=0.9):
        self.params, self.lr, self.momentum, self.velocities = params, lr, momentum, {}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                v = self.velocities.get(id(p), 0.0 * p.data)
                self.velocities[id(p)] = self.momentum * v - self.lr * p.grad
                p.data += self.velocities[id(p)]
"""


def test_other_defaults_with_a_dialect_do_not_hide_a_defect_of_the_contract(
    write_subject: WriteSubject,
) -> None:
    report = check(f"{write_subject(LR_INSIDE)}:SGD", examples=1)
    formula, contract = report.diagnosis
    assert formula.id == "sgd-lr-inside-velocity+default-lr=0.01+default-momentum=0.9"
    assert (contract.id, contract.layer) == ("iterable-read-by-step", "contract")


RMSPROP = """
import numpy as np

class RMSprop:
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, maximize=False):
        self.params, self.lr, self.alpha, self.eps = list(params), lr, alpha, eps
        self.averages = [np.zeros_like(p.data) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.averages[i] += (1 - self.alpha) * (p.grad**2 - self.averages[i])
                p.data -= self.lr * p.grad / np.sqrt(self.averages[i] + self.eps)
"""


def test_a_dialect_with_a_flag_that_counts_for_nothing_is_named(
    write_subject: WriteSubject,
) -> None:
    report = check(f"{write_subject(RMSPROP)}:RMSprop", examples=1)
    assert [one.id for one in report.diagnosis] == ["rmsprop-eps-root+flag-ignored"]
    assert "maximize is accepted and ignored" in report.diagnosis[0].title
    assert report.diagnosis[0].cases == report.diagnosis[0].of


NESTEROV = """
import numpy as np

class SGD:
    def __init__(self, params, lr=0.01, momentum=0.9):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.v[i] = self.momentum * self.v[i] + p.grad if i in self.v else FIRST
                p.data = p.data - self.lr * (p.grad + self.momentum * self.v[i])
"""


def test_other_defaults_alone_are_diagnosed_as_defaults(
    write_subject: WriteSubject,
) -> None:
    path = write_subject(NESTEROV.replace("FIRST", "p.grad.copy()"))
    report = check(f"{path}:SGD", assume={"nesterov": True}, examples=1)
    assert report.verdict == "conforms"
    assert {one.kind for one in report.diagnosis} <= {"hyper"}


def test_a_velocity_that_is_the_gradients_buffer_is_named(write_subject: WriteSubject) -> None:
    path = write_subject(NESTEROV.replace("FIRST", "p.grad"))
    report = check(f"{path}:SGD", assume={"nesterov": True}, examples=1)
    assert report.verdict == "diverges"
    assert [one.id for one in report.diagnosis] == ["gradient-kept"]


ADAN = """
import numpy as np

class Adan:
    def __init__(self, params, lr=1e-3, betas=(0.98, 0.92, 0.99), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.state = [None for p in self.params]

    def step(self):
        keep = np.array(self.betas)
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.copy()
            t, before, kept = self.state[i] or (0, g, np.zeros((3, *g.shape), g.dtype))
            new = np.stack([g, g - before, (g + keep[1] * (g - before)) ** 2])
            weights = keep.reshape(-1, *(1,) * g.ndim).astype(g.dtype)
            kept = weights * kept + (1 - weights) * new
            m, v, n = (kept[k] / (1 - self.betas[k] ** (t + 1)) for k in range(3))
            p.data -= self.lr * (m + self.betas[1] * v) / (np.sqrt(n) + self.eps)
            self.state[i] = (t + 1, g, kept)
"""


def test_adan_of_the_authors_code_is_distinguished_from_that_of_their_paper(
    write_subject: WriteSubject,
) -> None:
    target = f"{write_subject(ADAN)}:Adan"
    report = check(target, examples=1)
    named = report.diagnosis[0]
    assert named.id == "adan-betas-complement+adan-zero-start"
    assert named.cases == named.of
    assert check(target, examples=1, dialects=named.id.split("+")).verdict == "conforms"


EPS_OF_CONSTRUCTION = """
import torch

class Adam(torch.optim.Adam):
    def step(self, closure=None):
        kept = [group["eps"] for group in self.param_groups]
        for group in self.param_groups:
            group["eps"] = self.defaults["eps"]
        super().step(closure)
        for group, eps in zip(self.param_groups, kept):
            group["eps"] = eps
"""


def test_an_eps_that_is_read_at_construction_alone_is_named(write_subject: WriteSubject) -> None:
    pytest.importorskip("torch")
    report = check(f"{write_subject(EPS_OF_CONSTRUCTION)}:Adam", examples=1)
    assert report.verdict == "diverges"
    assert [(named.id, named.layer) for named in report.diagnosis] == [
        ("eps-of-construction", "contract"),
    ]
