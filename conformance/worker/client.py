"""The judging process' side: subjects that run in a worker process."""

from __future__ import annotations

import pickle
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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
from ..process.worker_process import Limits, WorkerLost, WorkerProcess
from ..records.calls import Calls
from .messages import (
    Failed,
    Open,
    Opened,
    Ran,
    Reopen,
    Request,
    Run,
    RunError,
    decode_answer,
    outcome_from_answer,
)
from .server import serve

MODULE = "conformance.worker"

# How often a lost process is replaced before a subject counts as unavailable.
REPLACEMENTS = 8

# The time that lost processes may take, in units of the timeout.
LOST_TIME = 2.5


class Client:
    """A worker process with the subjects of one target."""

    def __init__(self, limits: Limits) -> None:
        self.process = WorkerProcess(serve, MODULE, limits)
        self.limits = limits
        self.lost_time = 0.0
        self.last_loss = ""

    def open(self, request: Open) -> tuple[Opened, IsolatedSubject]:
        """Open a target.

        Raises:
            WrongUse, CannotRun: As the errors of ``find_subject`` in the worker.
            CannotRun: The process was lost.
        """
        try:
            answer = self._ask(request)
        except WorkerLost as lost:
            raise CannotRun(
                f"{request.target} could not be run, so there is no verdict. While it was "
                f"{self._describe_activity()}, {lost}."
            ) from lost
        if isinstance(answer, Failed):
            raise (CannotRun if answer.kind == "CannotRun" else WrongUse)(answer.message)
        assert isinstance(answer, Opened)
        names = HyperNames(
            answer.mapped,
            {**request.options.fixed, **{n: decode_hyper(v) for n, v in answer.fixed.items()}},
        )
        return answer, IsolatedSubject(
            request.target,
            answer.adapter,
            names,
            _capabilities(answer),
            answer.untouched,
            answer.calls,
            _Connection(self, answer.subject, self.process.starts),
        )

    def run(self, subject: IsolatedSubject, scenario: Scenario) -> Outcome:
        """Run a scenario; an exception, and the loss of the process, are outcomes too.

        Raises:
            SubjectUnavailable: The process was lost too often.
        """
        connection, key = subject.connection, to_json(scenario)
        if key in connection.lost_runs:
            return connection.lost_runs[key]
        if not self.process.is_running and self._lost_too_much():
            raise SubjectUnavailable(
                f"{subject.name} ended its process {self.process.starts} times, the last time "
                f"because {self.last_loss}"
            )
        began = time.monotonic()
        try:
            if connection.started != self.process.starts or not self.process.is_running:
                self._reopen(subject)
            answer = self._ask(Run(connection.number, key, subject.more))
            assert isinstance(answer, Ran | RunError)
            return outcome_from_answer(answer)
        except (WorkerLost, ValueError, msgspec.DecodeError) as lost:
            self.process.close()
            self.lost_time += time.monotonic() - began
            self.last_loss = str(lost)
            outcome = SubjectError(self.process.activity.event, PROCESS_LOST, str(lost))
            connection.lost_runs[key] = outcome
            return outcome

    def close(self) -> None:
        """End the process."""
        self.process.close()

    def _lost_too_much(self) -> bool:
        return (
            self.process.starts > REPLACEMENTS or self.lost_time > LOST_TIME * self.limits.seconds
        )

    def _reopen(self, subject: IsolatedSubject) -> None:
        answer = self._ask(
            Reopen(subject.name, subject.adapter_name, subject.names, subject.capabilities)
        )
        if isinstance(answer, Failed):
            raise SubjectUnavailable(answer.message)
        assert isinstance(answer, Opened)
        subject.connection.number = answer.subject
        subject.connection.started = self.process.starts

    def _ask(self, request: Request) -> Opened | Failed | Ran | RunError:
        return decode_answer(self.process.ask(pickle.dumps(request)))

    def _describe_activity(self) -> str:
        event = self.process.activity.event
        if self.process.activity.count < FIRST_RUN:
            return "imported"
        return "built" if event < 0 else f"run for the first time (event {event})"


# The worker counts the request and the end of the import before the first run.
FIRST_RUN = 2


@dataclass
class _Connection:
    """The number of a subject in a process, and the runs in which a process was lost."""

    client: Client
    number: int
    started: int
    lost_runs: dict[bytes, SubjectError] = field(default_factory=dict)


@dataclass(frozen=True)
class IsolatedSubject:
    """A subject in a worker process.

    Attributes:
        untouched: Arguments that are no known hyper-parameter, with their defaults; None for a
            default that is no flag and no number with a point.
        calls: How the target is called; None if the adapter has no script template.
        more: Fixed arguments in addition to those that the subject was opened with.
    """

    name: str
    adapter_name: str
    names: HyperNames
    capabilities: Capabilities
    untouched: Mapping[str, bool | float | None]
    calls: Calls | None
    connection: _Connection
    more: Mapping[str, bool | float] = field(default_factory=dict)

    def run(self, scenario: Scenario) -> Outcome:
        return self.connection.client.run(self, scenario)

    def with_fixed(self, more: Mapping[str, bool | float]) -> IsolatedSubject:
        """Return the subject with further constructor arguments."""
        names = HyperNames(self.names.mapped, {**self.names.fixed, **more})
        return replace(self, names=names, more={**self.more, **more})


def _capabilities(answer: Opened) -> Capabilities:
    return Capabilities(
        answer.hyper,
        answer.settable,
        answer.required,
        answer.unsupported,
        {name: decode_hyper(value) for name, value in answer.defaults.items()},
        answer.unwritten,
    )
