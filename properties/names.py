"""Whose names: how a hyper-parameter of the suite is spelled by a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .scenario import HyperValue

# Fixed names that begin so are no arguments: the rest is the key of an entry in parameter groups.
GROUP = "group."


@dataclass(frozen=True)
class Names:
    """Our name -> the subject's: one name, or two for a pair that it takes apart.

    Attributes:
        fixed: what is given beside that: constructor arguments, and entries of each parameter
            group as ``group.NAME``.
    """

    spelled: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def ours(cls, names: Iterable[str]) -> Names:
        """A subject that uses the suite's own names."""
        return cls({name: (name,) for name in names})

    def spell(self, name: str, value: HyperValue) -> Iterator[tuple[str, Any]]:
        """The subject's (name, value) pairs for one of our values."""
        theirs = self.spelled[name]
        if len(theirs) == 1:
            yield theirs[0], value
        elif isinstance(value, tuple):
            yield from zip(theirs, value, strict=True)

    def arguments(self, hyper: Mapping[str, HyperValue]) -> dict[str, Any]:
        """Keyword arguments for the subject's constructor."""
        given = [pair for name, value in hyper.items() for pair in self.spell(name, value)]
        own = {name: value for name, value in self.fixed.items() if not name.startswith(GROUP)}
        return dict(given) | own

    @property
    def entries(self) -> dict[str, Any]:
        """What each parameter group gets beside its hyper-parameters."""
        of_groups = (name for name in self.fixed if name.startswith(GROUP))
        return {name.removeprefix(GROUP): self.fixed[name] for name in of_groups}
