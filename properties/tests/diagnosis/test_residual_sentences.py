"""A sentence that says "only" needs several deviations and enough cases without them."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.cases import Case, make_case
from properties.diagnosis.search.residual.summary import summarize_deviations
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Precision, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

# The update is wrong in parameters of one element.
WRONG = Edit("sgd.py", "theta - h.lr * g,", "theta - h.lr * g * (1.0 if g.size > 1 else 0.5),")


def make(shape: tuple[int, ...], size: float, dtype: Precision = "float64") -> Case:
    values = size if shape == () else [size] * shape[0]
    step = Step((encode_array(values),))
    scenario = Scenario("sgd", dtype, (Start(encode_array(values)),), ({},), (step,))
    return make_case(rules()["sgd"], CoreSubject("sgd", build_variant([WRONG])), scenario)


def test_smaller_cases_of_another_precision_show_nothing_about_it() -> None:
    off = [make_pair(1.0 + k) for k in range(4)]
    sound = [make((2,), 1.0 + k, "float32") for k in range(6)]
    assert all(case.deviation for case in off)
    assert not any("only in float64" in one for one in summarize_deviations(off, sound))


def make_pair(size: float) -> Case:
    """A case of two parameters, of which the second one deviates."""
    step = Step((encode_array([size] * 2), encode_array(size)))
    starts = (Start(encode_array([size] * 2)), Start(encode_array(size)))
    scenario = Scenario("sgd", "float64", starts, ({},), (step,))
    return make_case(rules()["sgd"], CoreSubject("sgd", build_variant([WRONG])), scenario)


def sentences(broken: int, dtypes: tuple[Precision, ...] = ("float64",) * 6) -> list[str]:
    off = [make((), 1.0 + k) for k in range(broken)]
    sound = [make((2,), 1.0 + k, dtype) for k, dtype in enumerate(dtypes)]
    assert all(case.deviation for case in off)
    assert not any(case.is_broken for case in sound)
    return list(summarize_deviations(off, sound))


@pytest.mark.parametrize(("broken", "says"), [(1, False), (2, False), (3, True), (5, True)])
def test_a_shape_is_named_for_several_deviations(broken: int, says: bool) -> None:
    assert any("of shape ()" in one for one in sentences(broken)) is says


@pytest.mark.parametrize(("lower", "says"), [(1, False), (2, False), (3, True), (6, True)])
def test_a_precision_is_named_if_half_of_the_others_have_another(lower: int, says: bool) -> None:
    some: list[Precision] = ["float32"] * lower
    others: list[Precision] = ["float64"] * (6 - lower)
    dtypes = (*some, *others)
    assert any("only in float64" in one for one in sentences(4, dtypes)) is says
