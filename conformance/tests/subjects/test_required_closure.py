"""A torch optimizer whose step requires a closure, as LBFGS's does, is run with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.tests.example_subjects import REQUIRED_CLOSURE
from properties.generation.corpus import supported_scenarios
from properties.laws import Trial, laws
from properties.rules.registry import rules


@pytest.mark.parametrize(("scale", "broken"), [("", False), ("2 * ", True)])
def test_a_required_closure_is_given(tmp_path: Path, scale: str, broken: bool) -> None:
    pytest.importorskip("torch")
    path = tmp_path / "mine.py"
    path.write_text(REQUIRED_CLOSURE.replace("p.sub_(", f"p.sub_({scale}"))
    subject, rule = find_subject(resolve(f"{path}:SGD"), rules()["sgd"])
    scenarios = [s for s in supported_scenarios(rule, subject.capabilities) if s.size < 10][:5]
    found = [laws()["agreement"].judge(Trial(rule, subject, one)) for one in scenarios]
    assert any(one and one.decided for one in found)
    assert any(one and one.is_broken for one in found) is broken
