"""A state that is kept in a lower precision is named, if two runs prove it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from properties.diagnosis import Candidate, gather_cases
from properties.diagnosis.candidates.narrow_state import narrow_state_candidate
from properties.diagnosis.hypotheses.formula import plain_scenarios
from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.enclosures.narrow_state import keep, keep_rounded, read
from properties.generation.corpus import supported_scenarios
from properties.rules.registry import rules
from properties.tests.wrappings.example_optimizers import Plain
from properties.tests.wrappings.test_examined import ExampleSubject


class Accumulating(Plain):
    """Momentum whose velocity is stored by ``kept``, and used as it is stored."""

    def update(self, gradients: Any) -> None:
        for i, (p, g) in enumerate(zip(self.params, gradients, strict=True)):
            if g is None:
                continue
            u = g + self.weight_decay * p.data
            if self.momentum:
                v = self.v[i]
                self.v[i] = self.kept(u if v is None else self.next_of(v, u))
                u = self.v[i].astype(g.dtype)
            p.data = p.data - self.lr * self.used(u)

    def kept(self, v: Any) -> Any:
        return v.copy()

    def next_of(self, v: Any, u: Any) -> Any:
        return self.momentum * v.astype(u.dtype) + u

    def used(self, u: Any) -> Any:
        return u


class InFloat32(Accumulating):
    """The velocity is float32."""

    def kept(self, v: Any) -> Any:
        return v.astype(np.float32)


class InPlace(InFloat32):
    """Each operation on the velocity is rounded."""

    def next_of(self, v: Any, u: Any) -> Any:
        return np.float32(self.momentum) * v + u.astype(np.float32)


class InHalf(Accumulating):
    """The velocity is float16."""

    def kept(self, v: Any) -> Any:
        return v.astype(np.float16)


class UpdateInFloat32(Accumulating):
    """The velocity is float64, and what is subtracted is rounded."""

    def used(self, u: Any) -> Any:
        return u.astype(np.float32).astype(u.dtype)


class GradientInFloat32(Accumulating):
    """The gradient is rounded before the velocity, which is float64."""

    def update(self, gradients: Any) -> None:
        super().update([g if g is None else g.astype(np.float32).astype(g.dtype)
                        for g in gradients])  # fmt: skip


class RoundedMomentum(Accumulating):
    """The momentum is rounded to float32."""

    def next_of(self, v: Any, u: Any) -> Any:
        return float(np.float32(self.momentum)) * v + u


def found_for(kind: type[Plain]) -> Candidate | None:
    rule, subject = rules()["sgd"], ExampleSubject(kind)
    plain = plain_scenarios(supported_scenarios(rule, subject.capabilities), subject.capabilities)
    return narrow_state_candidate(rule, subject, gather_cases(rule, subject, plain))


@pytest.mark.parametrize(
    ("kind", "dtype", "shown"),
    [
        (InFloat32, "float32", "v = np.float32(h.momentum"),
        (InPlace, "float32", "v = np.float32(h.momentum"),
        (InHalf, "float16", "v = float16(h.momentum"),
    ],
)
def test_a_state_of_lower_precision_is_named(kind: type[Plain], dtype: str, shown: str) -> None:
    found = found_for(kind)
    assert found is not None
    assert found.title == f"the state is kept in {dtype} although parameters are float64 (v)"
    assert shown in found.diff
    assert "narrow_state" not in found.diff


@pytest.mark.parametrize(
    "kind", [Accumulating, UpdateInFloat32, GradientInFloat32, RoundedMomentum]
)
def test_other_roundings_are_not_called_a_narrow_state(kind: type[Plain]) -> None:
    assert found_for(kind) is None


def test_a_ball_has_the_precision_of_the_parameter_again() -> None:
    form = FORMATS["float64"]
    third = Balls.exact(np.array([1.0]), form) / Balls.exact(np.array([3.0]), form)
    kept = keep(third, third, "float32")
    assert kept.form is form
    assert kept.to_arrays()[1][0] > 1e-9
    assert read(third, third, "float32").form is FORMATS["float32"]
    assert keep_rounded(third, third, "float32").to_arrays()[0][0] == float(np.float32(1 / 3))


def test_numbers_are_rounded_once() -> None:
    third = np.array([1 / 3])
    assert keep(third, third, "float32")[0] == float(np.float32(1 / 3))
    assert read(third, third, "float32") is third
