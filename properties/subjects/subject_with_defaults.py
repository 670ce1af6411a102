"""A subject of the published rule with the defaults of another optimizer."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.declared_defaults import write_declared_defaults
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from .trajectory import Capabilities, Outcome, Subject


@dataclass(frozen=True)
class SubjectWithDefaults:
    """A subject whose hyper-parameters have the defaults of a rule where none are given."""

    rule: Rule
    inner: Subject

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def capabilities(self) -> Capabilities:
        return self.inner.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        return self.inner.run(write_declared_defaults(self.rule, scenario))
