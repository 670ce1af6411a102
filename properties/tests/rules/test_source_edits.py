"""Edits fit exactly one place of the source."""

from __future__ import annotations

import pytest

from properties.rules.patched_package import build_variant
from properties.rules.source_edits import Edit, diff_edits, source_of
from properties.tests.rules.example_edits import SIGN

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere


@pytest.mark.parametrize(
    ("text", "times"),
    [("return theta * h.lr", 0), ("h.momentum", None), ("theta", None), ("RETURN theta", 0)],
)
def test_an_edit_that_does_not_fit_exactly_once_fails_loudly(text: str, times: int | None) -> None:
    count = source_of("sgd.py").count(text) if times is None else times
    assert count != 1
    with pytest.raises(ValueError, match=rf"occurs {count} times.*exactly one place"):
        build_variant([Edit("sgd.py", text, "pass")])


def test_an_edit_that_fits_twice_fails_loudly() -> None:
    edit = Edit("sgd.py", "b", "c")
    assert edit.apply("abd") == "acd"
    with pytest.raises(ValueError, match="occurs 2 times"):
        edit.apply("abab")
    with pytest.raises(ValueError, match="occurs 0 times"):
        edit.apply("")


def test_the_diff_of_an_edit_is_the_line_before_and_after() -> None:
    lines = SIGN.diff().splitlines()
    assert lines[:2] == ["--- optimcore/sgd.py", "+++ optimcore/sgd.py"]
    assert [(line[0], line[1:].strip()) for line in lines if line[:2] in ("- ", "+ ")] == [
        ("-", "return theta - h.lr * g, s"),
        ("+", "return theta + h.lr * g, s"),
    ]


def test_the_diff_of_edits_on_top_of_each_other_is_what_they_change_together() -> None:
    edits = [
        Edit("sgd.py", "return theta - h.lr * u, {", "return theta - h.lr * (2 * u), {"),
        Edit("sgd.py", "h.lr * (2 * u), {", "h.lr * (3 * u), {"),
    ]
    changed = [line for line in diff_edits(edits).splitlines() if line[0] in "+-"][2:]
    assert [line[1:].strip() for line in changed] == [
        'return theta - h.lr * u, {"v": v}', 'return theta - h.lr * (3 * u), {"v": v}'
    ]  # fmt: skip
    declared = diff_edits(edits, hidden=edits[:1])
    assert "-        return theta - h.lr * (2 * u), {" in declared
    assert diff_edits(edits, hidden=edits) == ""
