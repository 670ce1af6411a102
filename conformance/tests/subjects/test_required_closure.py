"""A torch optimizer whose step requires a closure, as LBFGS's does, is run with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from properties.generation.corpus import supported_scenarios
from properties.laws import Trial, laws
from properties.rules.registry import rules

SOURCE = """
import torch

class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, {"lr": lr})

    def step(self, closure):
        with torch.enable_grad():
            loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.sub_(group["lr"] * p.grad)
        return loss
"""


@pytest.mark.parametrize(("scale", "broken"), [("", False), ("2 * ", True)])
def test_a_required_closure_is_given(tmp_path: Path, scale: str, broken: bool) -> None:
    pytest.importorskip("torch")
    path = tmp_path / "mine.py"
    path.write_text(SOURCE.replace("p.sub_(", f"p.sub_({scale}"))
    subject, rule = find_subject(resolve(f"{path}:SGD"), rules()["sgd"])
    scenarios = [s for s in supported_scenarios(rule, subject.capabilities) if s.size < 10][:5]
    found = [laws()["agreement"].judge(Trial(rule, subject, one)) for one in scenarios]
    assert any(one and one.decided for one in found)
    assert any(one and one.is_broken for one in found) is broken
