"""Rules that users have written: registered for this process as plain data.

A rule of a user's own acts like a file of optimcore that is called ``NAME.py``: copies of the
package have it, and edits change it. Its text comes from the user's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class OwnRule:
    """A rule of a user's own, as plain data that can be sent to another process.

    Attributes:
        name: its name in scenarios and reports.
        attribute: the name of its class in the file.
        spec: how it can be loaded, as in ``paper.py:MyRule``.
        file: the path of the file, as it is shown in diffs.
        source: the text of the file.
        traits: attributes of ``optimcore.Optimizer`` that are set on the class.
        is_odd: whether negated parameters and gradients give negated steps.
        profile: what else was found out about the rule, as arguments of ``Profile``.
    """

    name: str
    attribute: str
    spec: str
    file: str
    source: str
    traits: Mapping[str, Any] = field(default_factory=dict)
    is_odd: bool = True
    profile: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 hash of the file."""
        return sha256(self.source.encode()).hexdigest()

    @property
    def where(self) -> str:
        """The name of the file of optimcore that the rule acts like."""
        return f"{self.name}.py"


_registered: dict[str, OwnRule] = {}


def own_rules() -> Mapping[str, OwnRule]:
    """Return the registered rules by name."""
    return _registered


def own_rule_of(where: str) -> OwnRule | None:
    """Return the rule that acts like a file of optimcore; None for optimcore's own files."""
    return _registered.get(where.removesuffix(".py"))


def add_own_rule(rule: OwnRule) -> None:
    """Register a rule under its name.

    Raises:
        ValueError: another rule is registered under this name.
    """
    known = _registered.setdefault(rule.name, rule)
    if known != rule:
        raise ValueError(f"The rule {rule.name} is registered already, with another source.")
