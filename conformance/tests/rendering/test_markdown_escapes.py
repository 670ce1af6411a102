"""Text is escaped for Markdown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from conformance.rendering.markdown_escapes import LONGEST, escape_cell, fence_code


@given(st.text())
def test_a_cell_is_one_line_without_markup(text: str) -> None:
    written = escape_cell(text)
    assert "\n" not in written
    assert not re.search(r"(?<!\\)(?:\\\\)*[|<>`*_\[\]]", written)
    assert not re.search(r"@(?!\u200b)", written)
    assert len(written) <= 2 * LONGEST + 2 or "@" in text


def test_a_cell_keeps_the_words() -> None:
    assert escape_cell("a\n b\tc") == "a b c"
    assert escape_cell("x|y") == r"x\|y"
    assert escape_cell("w" * (LONGEST + 1)).endswith(" …")


@given(st.text())
def test_nothing_ends_a_fence_from_inside(text: str) -> None:
    first, *inside, last = fence_code(text).split("\n")
    assert first == last
    assert set(first) == {"`"}
    assert "\n".join(inside) == text
    assert all(first not in line for line in inside)
