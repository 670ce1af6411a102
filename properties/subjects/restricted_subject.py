"""A subject restricted to the capabilities of another one."""

from __future__ import annotations

from dataclasses import dataclass

from ..scenarios.model import Scenario
from .trajectory import Capabilities, Outcome, Subject


@dataclass(frozen=True)
class RestrictedSubject:
    """A subject restricted to the capabilities of another one."""

    subject: Subject
    limits: Capabilities

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def capabilities(self) -> Capabilities:
        own = self.subject.capabilities
        return Capabilities(
            own.hyper & self.limits.hyper,
            own.settable & self.limits.settable,
            self.limits.required,
            {**own.unsupported, **self.limits.unsupported},
            few_shapes=self.limits.few_shapes,
            only_sparse=self.limits.only_sparse,
        )

    def run(self, scenario: Scenario) -> Outcome:
        return self.subject.run(scenario)
