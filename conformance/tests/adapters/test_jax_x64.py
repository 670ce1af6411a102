"""jax's 64-bit mode is enabled exactly for scenarios with float64."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from conformance.adapters.common.jax_x64 import match_jax_precision
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject
from properties.rules.registry import rules
from properties.scenarios.model import Precision, Scenario, Start, Step, encode_array


@pytest.fixture
def x64_flags(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The arguments of ``enable_x64``, in order."""
    seen: list[bool] = []

    @contextmanager
    def enable_x64(wide: bool) -> Iterator[None]:
        seen.append(wide)
        yield

    monkeypatch.setitem(sys.modules, "jax", SimpleNamespace(enable_x64=enable_x64))
    return seen


@pytest.mark.parametrize(
    ("dtypes", "wide"),
    [(["float64"], True), (["float32", "float64"], True), (["float32"], False), ([], False)],
)
def test_one_number_of_64_bits_is_enough(
    x64_flags: list[bool], dtypes: list[str], wide: bool
) -> None:
    with match_jax_precision(dtypes):
        pass
    assert x64_flags == [wide]


def test_an_older_jax_is_configured_by_its_own_option(
    x64_flags: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jax.experimental", sys.modules["jax"])
    monkeypatch.setitem(sys.modules, "jax", ModuleType("jax"))
    with match_jax_precision(["float64"]):
        pass
    assert x64_flags == [True]


def test_without_jax_nothing_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "jax", raising=False)
    with match_jax_precision(["float64"]):
        assert "jax" not in sys.modules


@pytest.mark.parametrize(("dtype", "wide"), [("float64", True), ("float32", False)])
def test_a_subject_is_run_in_the_precision_of_its_scenario(
    x64_flags: list[bool], write_subject: WriteSubject, dtype: Precision, wide: bool
) -> None:
    subject, _ = find_subject(resolve(f"{write_subject(PAGE_SGD)}:SGD"), rules()["sgd"])
    x64_flags.clear()
    one = encode_array(np.ones(1))
    subject.run(Scenario("sgd", dtype, (Start(one),), ({},), (Step((one,)),)))
    assert x64_flags == [wide]
