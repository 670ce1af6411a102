"""Open comparisons are followed both ways, consistently, and never for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from properties.enclosures.branching import MOST_WAYS, Undecided, decide, every_way

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere


def asked(questions: int) -> Callable[[], tuple[bool, ...]]:
    """A program with that many open comparisons."""
    return lambda: tuple(decide(False, False) for _ in range(questions))


def until_yes(questions: int) -> Callable[[], int]:
    """A program that asks until one answer is yes: one way more than questions."""

    def program() -> int:
        for k in range(questions):
            if decide(False, False):
                return k
        return questions

    return program


def test_what_is_sure_is_answered() -> None:
    assert decide(True, False) is True
    assert decide(False, True) is False


def test_what_is_open_is_not_answered_outside_of_any_way() -> None:
    with pytest.raises(Undecided):
        decide(False, False)


def test_a_program_without_open_comparisons_is_run_once() -> None:
    runs = []
    assert every_way(lambda: runs.append(decide(True, False))) == [None]
    assert runs == [True]


@pytest.mark.parametrize("questions", [1, 2, 3])
def test_every_combination_of_answers_is_followed_once(questions: int) -> None:
    found = every_way(asked(questions))
    assert len(found) == 2**questions
    assert set(found) == {
        tuple(bool(k >> i & 1) for i in range(questions)) for k in range(2**questions)
    }


def test_answers_belong_to_open_comparisons_alone() -> None:
    def program() -> tuple[bool, ...]:
        return (
            decide(True, False), decide(False, False), decide(False, True), decide(False, False),
        )  # fmt: skip

    assert set(every_way(program)) == {
        (True, a, False, b) for a in (True, False) for b in (True, False)
    }


def test_a_program_may_have_as_many_ways_as_are_worth_following_and_no_more() -> None:
    assert MOST_WAYS == 8
    assert sorted(every_way(until_yes(MOST_WAYS - 1))) == list(range(MOST_WAYS))
    with pytest.raises(Undecided):
        every_way(until_yes(MOST_WAYS))


def test_a_program_that_always_asks_again_is_given_up_soon() -> None:
    runs = 0

    def program() -> None:
        nonlocal runs
        runs += 1
        while True:
            decide(False, False)

    with pytest.raises(Undecided):
        every_way(program)
    assert runs <= 2 * MOST_WAYS


def test_after_following_ways_an_open_comparison_is_open_again() -> None:
    every_way(asked(2))
    with pytest.raises(Undecided):
        decide(False, False)
    with pytest.raises(Undecided):
        every_way(asked(4))
    with pytest.raises(Undecided):
        decide(False, False)


def test_after_an_error_an_open_comparison_is_open_again() -> None:
    def program() -> None:
        decide(False, False)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        every_way(program)
    with pytest.raises(Undecided):
        decide(False, False)


def test_a_program_inside_a_program_has_ways_of_its_own() -> None:
    def program() -> tuple[bool, int, bool]:
        before = decide(False, False)
        inside = len(every_way(asked(2)))
        return before, inside, decide(False, False)

    found = every_way(program)
    assert sorted(found) == [(a, 4, b) for a in (False, True) for b in (False, True)]
