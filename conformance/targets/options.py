"""User-supplied options that describe a subject."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue


@dataclass(frozen=True)
class SubjectOptions:
    """User-supplied options that describe a subject.

    Attributes:
        mapped: The subject's names of hyper-parameters, by the suite's names; two names are
            separated by a comma.
        fixed: Constructor arguments that are passed unchanged; ``group.NAME`` sets an entry of
            each parameter group.
        assumed: Values of hard-coded hyper-parameters, by the suite's names.
        without: Capabilities that the subject lacks.
        adapter: The name of the adapter; detected if None.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    assumed: Mapping[str, HyperValue] = field(default_factory=dict)
    without: Collection[str] = ()
    adapter: str | None = None

    def for_rule(self, rule: Rule) -> SubjectOptions:
        """Drop the options about hyper-parameters that the rule does not have."""
        return replace(
            self,
            mapped={ours: theirs for ours, theirs in self.mapped.items() if ours in rule.defaults},
            assumed={ours: value for ours, value in self.assumed.items() if ours in rule.defaults},
        )
