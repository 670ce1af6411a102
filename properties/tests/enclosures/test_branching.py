"""Open comparisons are followed both ways, consistently, and never for ever."""

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
    """A program with that many open comparisons."""
    return lambda: tuple(resolve_comparison(False, False) for _ in range(questions))


def until_yes(questions: int) -> Callable[[], int]:
    """A program that asks until one answer is yes: one way more than questions."""

    def program() -> int:
        for k in range(questions):
            if resolve_comparison(False, False):
                return k
        return questions

    return program


def test_what_is_sure_is_answered() -> None:
    assert resolve_comparison(True, False) is True
    assert resolve_comparison(False, True) is False


def test_what_is_open_is_not_answered_outside_of_any_way() -> None:
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


def test_a_program_may_have_as_many_ways_as_are_worth_following_and_no_more() -> None:
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


def test_after_following_ways_an_open_comparison_is_open_again() -> None:
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


def test_a_program_inside_a_program_has_ways_of_its_own() -> None:
    def program() -> tuple[bool, int, bool]:
        before = resolve_comparison(False, False)
        inside = len(enumerate_branches(answer_questions(2)))
        return before, inside, resolve_comparison(False, False)

    found = enumerate_branches(program)
    assert sorted(found) == [(a, 4, b) for a in (False, True) for b in (False, True)]
