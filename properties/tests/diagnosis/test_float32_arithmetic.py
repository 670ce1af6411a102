"""Arithmetic in float32 under float64 parameters is seen in the numbers themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from properties.diagnosis import gather_cases
from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.candidates.float32_arithmetic import float32_candidate
from properties.diagnosis.candidates.wrappings import candidate_from_wrapping
from properties.diagnosis.hypotheses.formula import plain_scenarios
from properties.generation.corpus import supported_scenarios
from properties.rules.registry import rules
from properties.tests.wrappings.example_optimizers import Plain
from properties.tests.wrappings.test_examined import ExampleSubject
from properties.wrappings import parse_wrapping


class InFloat32(Plain):
    """Parameters are rounded to float32 too."""

    def update(self, gradients: Any) -> None:
        wide = [p.data.dtype for p in self.params]
        for p in self.params:
            p.data = p.data.astype(np.float32)
        super().update([g if g is None else g.astype(np.float32) for g in gradients])
        for p, dtype in zip(self.params, wide, strict=True):
            p.data = np.asarray(p.data, np.float32).astype(dtype)


class StepInFloat32(Plain):
    """Parameters are float64, and the changes are computed in float32."""

    def update(self, gradients: Any) -> None:
        kept = [p.data for p in self.params]
        for p in self.params:
            p.data = p.data.astype(np.float32)
        before = [p.data for p in self.params]
        super().update([g if g is None else g.astype(np.float32) for g in gradients])
        for p, old, start in zip(self.params, kept, before, strict=True):
            p.data = old + (p.data - start).astype(np.float32).astype(old.dtype)


class WrongInFloat32(InFloat32):
    """The momentum is twice as large as well."""

    def update(self, gradients: Any) -> None:
        self.momentum *= 2
        super().update(gradients)
        self.momentum /= 2


class SlightlyWrong(Plain):
    """A deviation of the size of the rounding of float32, in float64."""

    def update(self, gradients: Any) -> None:
        self.lr *= 1 + 1e-9
        super().update(gradients)
        self.lr /= 1 + 1e-9


def names_float32(kind: type[Plain]) -> bool:
    rule, subject = rules()["sgd"], ExampleSubject(kind)
    plain = plain_scenarios(supported_scenarios(rule, subject.capabilities), subject.capabilities)
    return float32_candidate(rule, gather_cases(rule, subject, plain)) is not None


@pytest.mark.parametrize("kind", [InFloat32, StepInFloat32])
def test_float32_arithmetic_is_named(kind: type[Plain]) -> None:
    assert names_float32(kind)


@pytest.mark.parametrize("kind", [Plain, WrongInFloat32, SlightlyWrong])
def test_other_deviations_are_not_called_float32(kind: type[Plain]) -> None:
    assert not names_float32(kind)


def test_a_dialect_in_float32_is_named() -> None:
    rule = rules()["radam"]
    [formula] = [c for c in single_changes(rule) if c.id == "radam-decoupled-decay"]
    alone = candidate_from_wrapping(rule, parse_wrapping("float32-arithmetic"))
    subject = replace(alone, edits=formula.edits).subject
    plain = plain_scenarios(supported_scenarios(rule, subject.capabilities), subject.capabilities)
    found = float32_candidate(rule, gather_cases(rule, subject, plain))
    assert found is not None
    assert found.id == "radam-decoupled-decay+float32-arithmetic"
