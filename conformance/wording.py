"""What the user says of a subject, beside where it is and which rule it claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from properties.rules import Rule
from properties.scenario import HyperValue


@dataclass(frozen=True)
class Wording:
    """A subject's names, numbers, limits and adapter, as the user tells them.

    Attributes:
        mapped: ``ours -> theirs`` for hyper-parameters; ``theirs`` may be two names with a comma.
        fixed: constructor arguments, passed as they are; ``group.NAME`` is an entry of each
            parameter group.
        assumed: values that the subject has built in, by our names.
        without: abilities that it never promised.
        adapter: the name of the adapter, where the right one is not found by itself.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    assumed: Mapping[str, HyperValue] = field(default_factory=dict)
    without: Collection[str] = ()
    adapter: str | None = None

    def of(self, rule: Rule) -> Wording:
        """What of it is said of hyper-parameters that the rule has."""
        return replace(
            self,
            mapped={ours: theirs for ours, theirs in self.mapped.items() if ours in rule.defaults},
            assumed={ours: value for ours, value in self.assumed.items() if ours in rule.defaults},
        )
