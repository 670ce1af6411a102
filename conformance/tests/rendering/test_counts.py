"""How counts are rendered."""

from __future__ import annotations

import pytest

from conformance.rendering.counts import format_count


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (9999, "9999"), (12_345, "12.3 thousand"), (1_930_861, "1.93 million"),
     (3_364_908, "3.36 million"), (2 * 10**9, "2 billion")],
)  # fmt: skip
def test_a_count_has_at_most_three_digits(number: int, text: str) -> None:
    assert format_count(number) == text
