"""Distinct columns of an enclosure are computed once and put into the right places."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.enclosures.parameter_enclosure import _distinct
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Restart, Scenario, Start, Step, Write, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
@pytest.mark.parametrize("size", [0, 1, 2, 7, 501])
def test_every_distinct_column_is_kept_once(dtype: str, size: int) -> None:
    columns = np.random.default_rng(1).integers(-2, 3, (3, size)).astype(dtype)
    kept, places = _distinct(columns)
    assert np.array_equal(kept[:, places], columns)
    assert kept.shape[1] == len({column.tobytes() for column in columns.T})


def test_columns_whose_sums_are_the_same_are_distinguished(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = SimpleNamespace(integers=lambda *a, size, **k: np.zeros(size, np.uint64))
    monkeypatch.setattr(np.random, "default_rng", lambda seed: blind)
    columns = np.array([[1.0, 2.0, 1.0], [3.0, 3.0, 3.0]])
    kept, places = _distinct(columns)
    assert np.array_equal(kept[:, places], columns)
    assert kept.shape[1] == 2


def test_the_state_is_unknown_after_steps_of_a_parameter_that_is_not_a_number() -> None:
    # The first step divides 0 by 0; the moments of the second one are numbers nevertheless.
    zero, one = (Step((encode_array([g]),)) for g in (0.0, 1.0))
    written = Write((encode_array([0.75]),))
    scenario = Scenario(
        "adam",
        "float64",
        (Start(encode_array([0.0])),),
        ({"lr": encode_hyper(1.0), "eps": encode_hyper(0.0)},),
        (zero, one, written, one, Restart(), written, one),
    )
    enclosure, run = enclose(rules()["adam"], scenario), CoreSubject("adam").run(scenario)
    assert isinstance(run, Trajectory)
    assert not compare_with_enclosure(scenario, run, enclosure).is_broken
    assert np.isnan(enclosure.rad[3][0]).all()
    assert np.isfinite(enclosure.rad[6][0]).all()
