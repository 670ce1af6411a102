"""A subject that runs every scenario as the first one in a process, where it can."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from .trajectory import Capabilities, Outcome, Subject


@runtime_checkable
class Restartable(Protocol):
    """A subject in a process of its own."""

    def restart(self) -> None:
        """End the process, so that the next run is the first one in another."""


@dataclass(frozen=True)
class FreshSubject:
    """A subject whose runs do not depend on earlier ones; each scenario is run once.

    A subject without a process of its own is run in this process.
    """

    subject: Subject
    _runs: dict[bytes, Outcome] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def capabilities(self) -> Capabilities:
        return self.subject.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        key = to_json(scenario)
        if key not in self._runs:
            if isinstance(self.subject, Restartable):
                self.subject.restart()
            self._runs[key] = self.subject.run(scenario)
        return self._runs[key]
