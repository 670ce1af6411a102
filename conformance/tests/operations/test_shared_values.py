"""Commands for a rule whose parameters share values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import check
from conformance.errors import WrongUse
from conformance.operations.rule_check import check_rule
from conformance.operations.vectors import make_vectors
from conformance.tests.own_rule_folder import brief_preparation

RULE = """
import numpy as np
import optimcore


def length(thetas, gs, states, shared, t, h):
    return {"size": np.sqrt(sum(np.sum(g * g) for g in gs)) + h.eps}


@optimcore.rule(lr=0.1, eps=1e-8, shared=length)
def normalized(theta, g, s, t, h, shared):
    return theta - h.lr * g / shared["size"], {}
"""

SUBJECTS = """
import numpy as np


class Normalized:
    def __init__(self, params, lr=0.1, eps=1e-8):
        self.params, self.lr, self.eps = list(params), lr, eps

    def sizes(self, grads):
        return [np.sqrt(sum(float((g.astype(np.float64) ** 2).sum()) for g in grads))] * len(grads)

    def step(self):
        due = [p for p in self.params if p.grad is not None]
        for p, size in zip(due, self.sizes([p.grad for p in due])):
            p.data -= (self.lr * p.grad / (size + self.eps)).astype(p.data.dtype)


class ForEach(Normalized):
    def sizes(self, grads):
        return [np.sqrt(float((g.astype(np.float64) ** 2).sum())) for g in grads]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("shared")
    (path / "normalized.py").write_text(f"{RULE}\n# {path}\n", encoding="utf-8")
    (path / "ours.py").write_text(SUBJECTS, encoding="utf-8")
    with brief_preparation(path):
        yield path


def test_rule_check_says_that_parameters_share_values(folder: Path) -> None:
    found = check_rule("normalized.py:normalized")
    assert found.problems == []
    assert found.traits["parameters"] == "share values: each depends on the others"
    assert found.traits["elementwise"].startswith("no")
    assert found.caught is not None
    assert found.caught > 10


@pytest.mark.campaign
def test_a_correct_optimizer_conforms_and_one_that_shares_nothing_is_named(folder: Path) -> None:
    rule = "normalized.py:normalized"
    assert check("ours.py:Normalized", rule=rule, examples=4).verdict == "conforms"
    wrong = check("ours.py:ForEach", rule=rule, examples=4)
    assert wrong.verdict == "diverges"
    assert wrong.diagnosis[0].id == "shared-per-parameter"


def test_vectors_of_one_parameter_are_rejected(folder: Path) -> None:
    with pytest.raises(WrongUse, match="all parameters share values"):
        make_vectors("normalized.py:normalized")
