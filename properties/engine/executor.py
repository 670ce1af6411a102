"""Execution of the independent parts of an examination, here or in several processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar

from .subject_judge import SubjectJudge

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Job(Protocol[T_co]):
    """A call that is executed at some time before its result is returned."""

    @property
    def is_done(self) -> bool:
        """Whether the result is there."""

    def wait(self) -> bool:
        """Wait as long as another process may deliver the result; return whether it is there."""

    def result(self) -> T_co:
        """Return the result, as soon as it is there.

        Raises:
            SubjectUnavailable: The subject cannot be run any more.
        """


class Executor(Protocol):
    """Executes functions of a judge whose results depend on nothing but their arguments.

    So the results do not depend on where and when the functions run. Arguments and results are
    plain data, because they may go to another process.
    """

    @property
    def judge(self) -> SubjectJudge:
        """The judge, in this process."""

    @property
    def lookahead(self) -> int:
        """The number of jobs to submit before the result of the first of them is needed.

        With 0, nothing is executed that is not needed.
        """

    def submit(
        self,
        function: Callable[Concatenate[SubjectJudge, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> Job[T]:
        """Plan a call of a function, after those that were submitted before."""

    def submit_in_background(
        self,
        function: Callable[Concatenate[SubjectJudge, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> Job[T]:
        """Plan a call for a time when nothing else is to do, or its result is needed."""

    def drop(self) -> None:
        """Forget the jobs that are not done, because their results are not needed."""


class LazyJob(Generic[T]):
    """A call that is executed when its result is needed."""

    is_done = False

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call

    def wait(self) -> bool:
        return False

    def result(self) -> T:
        return self._call()


class InlineExecutor:
    """Executes each function in this process, when its result is needed."""

    lookahead = 0

    def __init__(self, judge: SubjectJudge) -> None:
        self.judge = judge

    def submit(
        self,
        function: Callable[Concatenate[SubjectJudge, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> LazyJob[T]:
        """Plan a call of a function."""
        return LazyJob(lambda: function(self.judge, *arguments, **named))

    submit_in_background = submit

    def drop(self) -> None:
        """Do nothing: a job whose result is not needed is not executed."""
