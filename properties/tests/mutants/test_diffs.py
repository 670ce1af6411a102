"""Diffs of mutants: lines that are the same keep their text."""

from __future__ import annotations

import ast
from itertools import chain

import pytest

from properties.mutants import mutants, wider_changes
from properties.mutants.source_change import in_usual_style
from properties.rules.registry import rules


@pytest.mark.parametrize(
    ("name", "words", "signs"),
    [
        ("adan", "(g + beta2 * difference) ** 2", "-+"),
        ("radam", "else:\n    move = h.lr * m", "++"),
    ],
)
def test_a_diff_has_the_lines_that_differ_and_no_others(name: str, words: str, signs: str) -> None:
    rule = rules()[name]
    made = chain(mutants(rule), wider_changes(rule))
    diffs = (m.diff() for m in made if any(words in text for text in m.texts))
    changed = ("".join(line[0] for line in d.splitlines()[3:] if line[0] != " ") for d in diffs)
    assert signs in changed


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("return (theta - g ** 2, s)", "return theta - g**2, s"),
        ("kept, root = ({'v': v}, v)", 'kept, root = {"v": v}, v'),
        ("v = s['v'] ** t / h.betas[0] ** t", 'v = s["v"] ** t / h.betas[0] ** t'),
        ("lr = 0.96 ** (t * k) + (a + b) ** 0.5", "lr = 0.96 ** (t * k) + (a + b) ** 0.5"),
    ],
)
def test_powers_and_tuples_are_written_as_usual(text: str, usual: str) -> None:
    assert in_usual_style(ast.parse(text).body[0]) == usual
