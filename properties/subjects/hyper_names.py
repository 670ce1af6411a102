"""The mapping from hyper-parameter names of this suite to those of a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..scenarios.model import HyperValue

# A fixed name with this prefix is not a constructor argument but an entry of parameter groups.
GROUP = "group."


@dataclass(frozen=True)
class HyperNames:
    """The mapping from our names to the subject's: one name, or two for a pair with two arguments.

    Attributes:
        fixed: further values to pass: constructor arguments, and entries of each parameter group
            as ``group.NAME``.
    """

    mapped: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def identity(cls, names: Iterable[str]) -> HyperNames:
        """Return the mapping of a subject that uses our names."""
        return cls({name: (name,) for name in names})

    def without(self, name: str) -> HyperNames:
        """Return the mapping without one of our names."""
        left = {ours: theirs for ours, theirs in self.mapped.items() if ours != name}
        return HyperNames(left, self.fixed)

    def fix(self, name: str, value: HyperValue) -> HyperNames:
        """Return the mapping with one of our names fixed at a value."""
        given = dict.fromkeys(self.mapped[name], value)
        return HyperNames(self.without(name).mapped, {**self.fixed, **given})

    def translate(self, name: str, value: HyperValue) -> Iterator[tuple[str, Any]]:
        """Return the subject's (name, value) pairs for one of our values."""
        theirs = self.mapped[name]
        if len(theirs) == 1:
            yield theirs[0], value
        elif isinstance(value, tuple):
            yield from zip(theirs, value, strict=True)

    def arguments(self, hyper: Mapping[str, HyperValue]) -> dict[str, Any]:
        """Return keyword arguments for the subject's constructor."""
        given = [pair for name, value in hyper.items() for pair in self.translate(name, value)]
        own = {name: value for name, value in self.fixed.items() if not name.startswith(GROUP)}
        return dict(given) | own

    @property
    def group_entries(self) -> dict[str, Any]:
        """Return the fixed entries of each parameter group."""
        of_groups = (name for name in self.fixed if name.startswith(GROUP))
        return {name.removeprefix(GROUP): self.fixed[name] for name in of_groups}
