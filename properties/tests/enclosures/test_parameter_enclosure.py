"""Distinct columns of an enclosure are computed once and put into the right places."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from properties.enclosures.parameter_enclosure import _distinct


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
