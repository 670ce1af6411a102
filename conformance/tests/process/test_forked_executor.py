"""An executor with forked processes gives the results of one without, and loses none of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Collection, Iterator

import pytest

from conformance.process.forked_executor import LARGE_MESSAGE, LOOKAHEAD, ForkedExecutor
from conformance.process.worker_start import can_fork
from properties.engine.executor import InlineExecutor
from properties.engine.subject_judge import SubjectJudge
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject

pytestmark = pytest.mark.skipif(not can_fork(), reason="this process cannot be forked")

PARENT = os.getpid()


def square(judge: SubjectJudge, number: int) -> int:
    return number * number


def process_of(judge: SubjectJudge, seconds: float = 0.0) -> int:
    time.sleep(seconds)
    return os.getpid()


def time_of(judge: SubjectJudge) -> float:
    return time.monotonic()


def length(judge: SubjectJudge, text: str) -> int:
    return len(text)


def repeat(judge: SubjectJudge, text: str, times: int) -> str:
    return text * times


def fail_in_a_child(judge: SubjectJudge) -> int:
    if os.getpid() != PARENT:
        raise ValueError("not here")
    return os.getpid()


def end_in_a_child(judge: SubjectJudge) -> int:
    if os.getpid() != PARENT:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def fail(judge: SubjectJudge) -> None:
    raise ValueError("everywhere")


def make_judge() -> SubjectJudge:
    return SubjectJudge(rules()["sgd"], CoreSubject("sgd"))


@pytest.fixture
def others() -> list[int]:
    """Processes that earlier tests have left, such as Python's tracker of shared resources."""
    return children()


@pytest.fixture
def executor(others: list[int]) -> Iterator[ForkedExecutor]:
    executor = ForkedExecutor(
        make_judge(), 2, prepare=lambda: None, is_reliable=lambda: True, release=lambda: None
    )
    yield executor
    executor.close()


def children(others: Collection[int] = ()) -> list[int]:
    """The child processes of this one, but for others."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return [pid for pid in map(int, file.read().split()) if pid not in others]


def test_results_are_those_of_one_process(executor: ForkedExecutor) -> None:
    inline = InlineExecutor(make_judge())
    jobs = [executor.submit(square, k) for k in range(100)]
    expected = [inline.submit(square, k).result() for k in range(100)]
    assert [job.result() for job in jobs] == expected
    assert executor.lookahead == 2 * LOOKAHEAD
    assert inline.lookahead == 0


def test_jobs_are_executed_in_two_other_processes(
    executor: ForkedExecutor, others: list[int]
) -> None:
    jobs = [executor.submit(process_of, 0.01) for _ in range(20)]
    seen = {job.result() for job in jobs}
    assert len(seen) == 2
    assert seen == set(children(others))


def test_a_job_is_done_without_its_result_being_asked_for(executor: ForkedExecutor) -> None:
    job, other = executor.submit(square, 3), executor.submit(square, 4)
    assert other.result() == 16
    executor.submit(process_of, 0.05).result()
    assert job.is_done


def test_large_arguments_and_results_do_not_block(executor: ForkedExecutor) -> None:
    text = "x" * (100 * LARGE_MESSAGE)
    answers = [executor.submit(repeat, text, 2) for _ in range(6)]
    lengths = [executor.submit(length, text) for _ in range(6)]
    assert [len(job.result()) for job in answers] == [2 * len(text)] * 6
    assert [job.result() for job in lengths] == [len(text)] * 6


def test_a_job_in_the_background_waits_for_the_others() -> None:
    executor = ForkedExecutor(
        make_judge(), 1, prepare=lambda: None, is_reliable=lambda: True, release=lambda: None
    )
    try:
        executor.submit(process_of, 0.2)
        later = [executor.submit_in_background(time_of) for _ in range(4)]
        now = [executor.submit(time_of) for _ in range(4)]
        assert max(job.result() for job in now) < min(job.result() for job in later)
    finally:
        executor.close()


@pytest.mark.parametrize("failing", [fail_in_a_child, end_in_a_child])
def test_after_a_failure_the_jobs_are_executed_here(
    executor: ForkedExecutor, failing: Callable[[SubjectJudge], int], others: list[int]
) -> None:
    before = [executor.submit(square, k) for k in range(3)]
    job = executor.submit(failing)
    after = [executor.submit(square, k) for k in range(30)]
    assert job.result() == PARENT
    assert [one.result() for one in before] == [0, 1, 4]
    assert [one.result() for one in after] == [k * k for k in range(30)]
    assert executor.submit(process_of).result() == PARENT
    assert executor.lookahead == 0
    assert children(others) == []


def test_an_error_that_has_nothing_to_do_with_the_process_is_raised_here(
    executor: ForkedExecutor,
) -> None:
    with pytest.raises(ValueError, match="everywhere"):
        executor.submit(fail).result()


def test_arguments_that_cannot_be_sent_are_used_here(executor: ForkedExecutor) -> None:
    def local(judge: SubjectJudge) -> int:
        return os.getpid()

    assert executor.submit(local).result() == PARENT
    assert executor.submit(process_of).result() != PARENT


def test_a_result_that_is_not_reliable_is_not_used() -> None:
    executor = ForkedExecutor(
        make_judge(), 2, prepare=lambda: None, is_reliable=lambda: False, release=lambda: None
    )
    try:
        assert executor.submit(process_of).result() == PARENT
    finally:
        executor.close()


def test_jobs_that_are_dropped_are_not_executed(executor: ForkedExecutor) -> None:
    for _ in range(4):
        executor.submit(process_of, 0.05)
    dropped = executor.submit(square, 5)
    executor.drop()
    executor.submit(process_of, 0.1).result()
    assert not dropped.is_done


def test_no_process_is_left(executor: ForkedExecutor, others: list[int]) -> None:
    executor.submit(process_of, 30.0)
    assert len(children(others)) == 2
    began = time.monotonic()
    executor.close()
    assert children(others) == []
    assert time.monotonic() - began < 5
