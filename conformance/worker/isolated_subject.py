"""A subject in a worker process, as the judging process sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from properties.scenarios.model import Scenario
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Capabilities, Outcome, SubjectError

from ..records.calls import Calls
from ..records.output import Output
from ..records.source import SourceRecord

RunKey = tuple[bytes, tuple[tuple[str, bool | float], ...]]


@dataclass
class Place:
    """Where a subject is: its number in a process, and which start of the process that was.

    Attributes:
        lost_runs: The runs in which a process was lost, by scenario and further arguments.
    """

    number: int
    start: int
    lost_runs: dict[RunKey, SubjectError] = field(default_factory=dict)


class Runner(Protocol):
    """Runs subjects in a worker process.

    Attributes:
        compilations: The number of compilations in the processes so far.
        has_failed: Whether a copy of the runner, in a process that was forked, has lost its worker.
    """

    compilations: int
    has_failed: bool

    def run(self, subject: IsolatedSubject, scenario: Scenario) -> Outcome:
        """Run a scenario."""

    def close(self) -> None:
        """End the process; the next run starts another."""


@dataclass(frozen=True)
class IsolatedSubject:
    """A subject in a worker process.

    Attributes:
        untouched: Arguments that are no known hyper-parameter, with their defaults; None for a
            default that is no flag and no number with a point.
        calls: How the target is called; None if the adapter has no script template.
        more: Fixed arguments in addition to those that the subject was opened with.
        assumptions: What was assumed about how the target is called.
        state: The arguments that the user says are state.
        parameter: The class of the parameters, if the user says it.
        source: Where the target is defined; None if it has no source in Python.
        output: What it printed while it was imported and probed.
    """

    name: str
    adapter_name: str
    names: HyperNames
    capabilities: Capabilities
    untouched: Mapping[str, bool | float | None]
    calls: Calls | None
    runner: Runner
    place: Place
    more: Mapping[str, bool | float] = field(default_factory=dict)
    assumptions: Sequence[str] = ()
    state: str = ""
    parameter: str = ""
    source: SourceRecord | None = None
    output: Output = field(default_factory=Output)

    @property
    def compilations(self) -> int:
        """The number of compilations in the worker processes of the target."""
        return self.runner.compilations

    def run(self, scenario: Scenario) -> Outcome:
        return self.runner.run(self, scenario)

    def restart(self) -> None:
        """End the process, so that the next run is the first one in another."""
        self.runner.close()

    def with_fixed(self, more: Mapping[str, bool | float]) -> IsolatedSubject:
        """Return the subject with further constructor arguments."""
        names = HyperNames(self.names.mapped, {**self.names.fixed, **more})
        return replace(self, names=names, more={**self.more, **more})
