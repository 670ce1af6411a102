"""Values of hard-coded hyper-parameters have the form of the rule's defaults."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.errors import WrongUse
from conformance.targets.fixed_values import check_assumed_value
from conformance.targets.hyper_mapping import map_hyper
from conformance.targets.options import SubjectOptions
from conformance.targets.signature import read_signature
from conformance.tests.targets.signatures import takes
from properties.rules.registry import rules

BETAS = (0.9, 0.999)


@pytest.mark.parametrize(
    ("value", "default", "form"),
    [
        ("abc", 0.001, "a number"),
        (True, 0.001, "a number"),
        ((0.1, 0.2), 0.001, "a number"),
        (1.0, False, "True or False"),
        (0.9, BETAS, "a sequence of 2 numbers"),
        ((0.9,), BETAS, "a sequence of 2 numbers"),
        (("a", "b"), BETAS, "a sequence of 2 numbers"),
    ],
)
def test_a_value_of_another_form_is_wrong_use(value: object, default: object, form: str) -> None:
    with pytest.raises(WrongUse, match=f"assume it=.*it is {form} in the rule.*--assume it="):
        check_assumed_value("it", value, default)


@pytest.mark.parametrize(
    ("value", "default"),
    [
        (1, 0.001),
        (np.float32(0.5), 0.001),
        (True, False),
        ([0.5, 0.5], BETAS),
        ((None, 0.1), (None, 0.001)),
        ("original", None),
        (None, 0.001),
    ],
)
def test_a_value_of_the_form_of_the_default_is_accepted(value: object, default: object) -> None:
    check_assumed_value("it", value, default)


def test_the_mapping_checks_what_is_assumed() -> None:
    options = SubjectOptions(assumed={"lr": "abc"})
    with pytest.raises(WrongUse, match=r"assume lr='abc': lr is a number in the rule"):
        map_hyper(read_signature(takes("params")), rules()["adam"], options, {})
