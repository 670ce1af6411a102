"""The judging process' side: subjects that run in a worker process."""

from __future__ import annotations

import os
import pickle
import time

import msgspec

from properties.scenarios.encoding import decode_hyper, to_json
from properties.scenarios.model import Scenario
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import (
    PROCESS_LOST,
    Capabilities,
    Outcome,
    SubjectError,
    SubjectUnavailable,
)

from ..errors import CannotRun, WrongUse
from ..process.limits import Limits, WorkerLost
from ..process.worker_process import WorkerProcess
from ..records.output import Output
from .isolated_subject import IsolatedSubject, Place
from .messages import (
    Answered,
    Failed,
    Open,
    Opened,
    Ran,
    Reopen,
    Run,
    RunError,
    decode_answer,
    outcome_from_answer,
)
from .server import serve

MODULE = "conformance.worker"

# How many processes may be lost before a subject counts as unavailable.
LOSSES = 8

# The time that runs may take in which a process is lost, in units of the timeout.
LOST_TIME = 2.5

# The worker counts the request and the end of the import before the first run.
FIRST_RUN = 2


class NotSent(Exception):
    """The options hold an object that exists in this process alone."""


class Client:
    """A worker process with the subjects of one target.

    In a process that was forked from the one that made the client, the client is a copy, and starts
    a worker of its own. A copy fails if it loses its worker: only the original counts losses.
    """

    def __init__(self, limits: Limits) -> None:
        self.process = WorkerProcess(serve, MODULE, limits)
        self.limits = limits
        self.owner = os.getpid()
        self.is_copy = False
        self.has_failed = False
        self.losses = 0
        self.lost_time = 0.0
        self.last_loss = ""
        self.compilations = 0
        self._compilations_before = 0
        self._start_of_compilations = 0

    def open(self, request: Open) -> tuple[Opened, IsolatedSubject]:
        """Open a target.

        Raises:
            WrongUse, CannotRun: As the errors of ``find_subject`` in the worker.
            CannotRun: The process was lost.
            NotSent: The options cannot be sent.
        """
        try:
            data = pickle.dumps(request)
        except Exception as error:  # of the methods of any object
            raise NotSent(str(error)) from error
        try:
            answer = self._send(data)
        except WorkerLost as lost:
            raise CannotRun(
                f"{request.target} could not be run, so there is no verdict. While it was "
                f"{self._describe_activity()}, {lost}."
            ) from lost
        if isinstance(answer, Failed):
            if answer.kind == "NotReceived":
                raise NotSent(answer.message)
            raise (CannotRun if answer.kind == "CannotRun" else WrongUse)(answer.message)
        assert isinstance(answer, Opened)
        fixed = {n: decode_hyper(v) for n, v in answer.fixed.items()}
        return answer, IsolatedSubject(
            request.target,
            answer.adapter,
            HyperNames(answer.mapped, {**request.options.fixed, **fixed}),
            _capabilities(answer),
            answer.untouched,
            answer.calls,
            self,
            Place(answer.subject, self.process.starts),
            assumptions=answer.assumptions,
            state=request.options.state,
            parameter=request.options.parameter,
            source=answer.source,
            output=Output(*self.process.output()),
        )

    def run(self, subject: IsolatedSubject, scenario: Scenario) -> Outcome:
        """Run a scenario; an exception, and the loss of the process, are outcomes too.

        Raises:
            SubjectUnavailable: The process was lost too often, or cannot be started again, or the
                adapter runs no more scenarios.
        """
        self._become_copy_if_forked()
        lost_runs, text = subject.place.lost_runs, to_json(scenario)
        key = (text, tuple(sorted(subject.more.items())))
        if key in lost_runs:
            return lost_runs[key]
        self._ensure_open(subject)
        began, activity = time.monotonic(), self.process.activity
        activity.leave()
        before = activity.count
        try:
            answer = self._ask(Run(subject.place.number, text, subject.more))
            if isinstance(answer, Failed):
                raise SubjectUnavailable(answer.message)
            assert isinstance(answer, Ran | RunError)
            self._note_compilations(answer.compilations)
            return outcome_from_answer(answer)
        except (WorkerLost, ValueError) as lost:
            self.process.close()
            # A signal or a thread of an earlier run may end the process between two runs.
            reason = str(lost) if activity.count != before else f"{lost}, after an earlier run"
            self._count_loss(reason, began)
            event = activity.event if activity.event < len(scenario.events) else -1
            lost_runs[key] = SubjectError(event, PROCESS_LOST, reason)
            return lost_runs[key]

    def close(self) -> None:
        """End the process; the next request starts another."""
        self._become_copy_if_forked()
        self.process.close()

    def _become_copy_if_forked(self) -> None:
        if self.owner != os.getpid():
            self.process = WorkerProcess(serve, MODULE, self.limits)
            self.owner, self.is_copy = os.getpid(), True

    def _ensure_open(self, subject: IsolatedSubject) -> None:
        """Start the process again if it is lost, and import the target there."""
        if self.has_failed:
            raise SubjectUnavailable(self.last_loss)
        place = subject.place
        if self.process.is_running and place.start == self.process.starts:
            return
        if not self.process.is_running and (
            self.losses > LOSSES or self.lost_time > LOST_TIME * self.limits.seconds
        ):
            raise SubjectUnavailable(
                f"the optimizer ended its process {self.losses} times, the last time because "
                f"{self.last_loss}"
            )
        request = Reopen(
            subject.name,
            subject.adapter_name,
            subject.names,
            subject.capabilities,
            subject.state,
            subject.parameter,
        )
        try:
            answer = self._ask(request)
        except WorkerLost as lost:
            self.has_failed = self.is_copy
            raise SubjectUnavailable(f"it was imported again, and {lost}") from lost
        if isinstance(answer, Failed):
            self.has_failed = self.is_copy
            raise SubjectUnavailable(answer.message)
        assert isinstance(answer, Opened)
        place.number, place.start = answer.subject, self.process.starts

    def _note_compilations(self, count: int) -> None:
        """Add the compilations in this process to those in earlier ones."""
        if self._start_of_compilations != self.process.starts:
            self._start_of_compilations = self.process.starts
            self._compilations_before = self.compilations
        self.compilations = self._compilations_before + count

    def _count_loss(self, reason: str, began: float) -> None:
        self.losses += 1
        self.lost_time += time.monotonic() - began
        self.last_loss = reason
        if self.is_copy:
            self.has_failed = True
            raise SubjectUnavailable(reason)

    def _ask(self, request: Run | Reopen) -> Answered:
        return self._send(pickle.dumps(request))

    def _send(self, request: bytes) -> Answered:
        answer = self.process.ask(request)
        try:
            return decode_answer(answer)
        except msgspec.DecodeError as error:
            self.process.close()
            raise WorkerLost(f"its answer cannot be read: {error}") from error

    def _describe_activity(self) -> str:
        event = self.process.activity.event
        if self.process.activity.count < FIRST_RUN:
            return "imported"
        return "built" if event < 0 else f"run for the first time (event {event})"


def _capabilities(answer: Opened) -> Capabilities:
    return Capabilities(
        answer.hyper,
        answer.settable,
        answer.required,
        answer.unsupported,
        {name: decode_hyper(value) for name, value in answer.defaults.items()},
        answer.unwritten,
        answer.few_shapes,
        answer.only_sparse,
    )
