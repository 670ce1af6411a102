"""A value that is rounded to float32 is seen by numbers with few bits and with many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from properties.diagnosis import Candidate, gather_cases
from properties.diagnosis.candidates.rounded_values import TITLE, rounded_value_candidate
from properties.diagnosis.hypotheses.formula import plain_scenarios
from properties.generation.corpus import supported_scenarios
from properties.rules.registry import rules
from properties.tests.diagnosis.test_float32_arithmetic import SlightlyWrong
from properties.tests.diagnosis.test_narrow_state import Accumulating, InPlace, RoundedMomentum
from properties.tests.wrappings.example_optimizers import Plain
from properties.tests.wrappings.test_examined import ExampleSubject


class UpdateFromFloat32(InPlace):
    """The velocity is float32, and so is its product with the learning rate."""

    def used(self, u: Any) -> Any:
        return u.astype(np.float32) * np.float32(1)


class WrongFromFloat32(UpdateFromFloat32):
    """The step is twice as large as well."""

    def used(self, u: Any) -> Any:
        return 2 * super().used(u)


def found_for(kind: type[Plain]) -> Candidate | None:
    rule, subject = rules()["sgd"], ExampleSubject(kind)
    plain = plain_scenarios(supported_scenarios(rule, subject.capabilities), subject.capabilities)
    return rounded_value_candidate(rule, subject, gather_cases(rule, subject, plain))


@pytest.mark.parametrize("kind", [InPlace, UpdateFromFloat32])
def test_a_value_in_float32_is_named(kind: type[Plain]) -> None:
    found = found_for(kind)
    assert found is not None
    assert found.title == TITLE


@pytest.mark.parametrize("kind", [Accumulating, SlightlyWrong, RoundedMomentum, WrongFromFloat32])
def test_other_deviations_are_not_named_so(kind: type[Plain]) -> None:
    assert found_for(kind) is None
