"""Undecided comparisons: all paths are enumerated, consistently and up to a limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from properties.enclosures.branching import (
    MOST_BRANCHES,
    Undecided,
    enumerate_branches,
    resolve_comparison,
)

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere


def answer_questions(questions: int) -> Callable[[], tuple[bool, ...]]:
    """A program with this many undecided comparisons."""
    return lambda: tuple(resolve_comparison(False, False) for _ in range(questions))


def until_yes(questions: int) -> Callable[[], int]:
    """A program that compares until one result is true: one more path than comparisons."""

    def program() -> int:
        for k in range(questions):
            if resolve_comparison(False, False):
                return k
        return questions

    return program


def test_a_decided_comparison_has_one_result() -> None:
    assert resolve_comparison(True, False) is True
    assert resolve_comparison(False, True) is False


def test_an_undecided_comparison_raises_outside_of_the_enumeration() -> None:
    with pytest.raises(Undecided):
        resolve_comparison(False, False)


def test_a_program_without_open_comparisons_is_run_once() -> None:
    runs = []
    assert enumerate_branches(lambda: runs.append(resolve_comparison(True, False))) == [None]
    assert runs == [True]


@pytest.mark.parametrize("questions", [1, 2, 3])
def test_every_combination_of_answers_is_followed_once(questions: int) -> None:
    found = enumerate_branches(answer_questions(questions))
    assert len(found) == 2**questions
    assert set(found) == {
        tuple(bool(k >> i & 1) for i in range(questions)) for k in range(2**questions)
    }


def test_answers_belong_to_open_comparisons_alone() -> None:
    def program() -> tuple[bool, ...]:
        return (
            resolve_comparison(True, False), resolve_comparison(False, False),
            resolve_comparison(False, True), resolve_comparison(False, False),
        )  # fmt: skip

    assert set(enumerate_branches(program)) == {
        (True, a, False, b) for a in (True, False) for b in (True, False)
    }


def test_a_program_may_have_only_a_limited_number_of_paths() -> None:
    assert MOST_BRANCHES == 8
    assert sorted(enumerate_branches(until_yes(MOST_BRANCHES - 1))) == list(range(MOST_BRANCHES))
    with pytest.raises(Undecided):
        enumerate_branches(until_yes(MOST_BRANCHES))


def test_a_program_that_always_asks_again_is_given_up_soon() -> None:
    runs = 0

    def program() -> None:
        nonlocal runs
        runs += 1
        while True:
            resolve_comparison(False, False)

    with pytest.raises(Undecided):
        enumerate_branches(program)
    assert runs <= 2 * MOST_BRANCHES


def test_after_the_enumeration_an_undecided_comparison_raises_again() -> None:
    enumerate_branches(answer_questions(2))
    with pytest.raises(Undecided):
        resolve_comparison(False, False)
    with pytest.raises(Undecided):
        enumerate_branches(answer_questions(4))
    with pytest.raises(Undecided):
        resolve_comparison(False, False)


def test_after_an_error_an_open_comparison_is_open_again() -> None:
    def program() -> None:
        resolve_comparison(False, False)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        enumerate_branches(program)
    with pytest.raises(Undecided):
        resolve_comparison(False, False)


def test_a_program_inside_a_program_has_its_own_paths() -> None:
    def program() -> tuple[bool, int, bool]:
        before = resolve_comparison(False, False)
        inside = len(enumerate_branches(answer_questions(2)))
        return before, inside, resolve_comparison(False, False)

    found = enumerate_branches(program)
    assert sorted(found) == [(a, 4, b) for a in (False, True) for b in (False, True)]
