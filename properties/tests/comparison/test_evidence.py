"""Evidence: construction and combination."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import pytest

from properties.comparison.evidence import (
    Evidence,
    broken_evidence,
    combine_evidence,
    holding_evidence,
)


def test_broken_evidence_has_one_comparison_and_an_infinite_ratio() -> None:
    assert broken_evidence("so") == Evidence(1, 0, math.inf, "so")
    assert broken_evidence("so").is_broken


def test_holding_evidence_is_decided_and_not_broken() -> None:
    assert holding_evidence() == Evidence(1, 0, 0.0, "")
    assert holding_evidence(5).decided == 5
    assert not holding_evidence().is_broken


def test_combined_evidence_has_the_largest_ratio_and_the_sum_of_the_counts() -> None:
    parts = [Evidence(1, 2, 0.5, "a"), Evidence(4, 8, 3.0, "b"), Evidence(16, 32, 1.0, "c")]
    assert combine_evidence(iter(parts)) == Evidence(21, 42, 3.0, "b")
    assert combine_evidence([]) == holding_evidence(0)


def test_evidence_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        holding_evidence().ratio = 1.0  # type: ignore[misc]
