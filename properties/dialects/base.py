"""What a dialect is."""

from __future__ import annotations

from dataclasses import dataclass

from ..objects import CoreSubject
from ..planting import Edit, plant
from ..rules import Rule, edited
from ..trajectory import Subject


@dataclass(frozen=True)
class Dialect:
    """A documented convention of some library under a rule's name: not wrong, not the same.

    Attributes:
        rule: the rule whose name it goes by.
        edits: what the convention looks like in optimcore's source.
        explanation: what differs, and when it shows.
        libraries: who documents it.
        number: its number in the catalogue of real bugs and conventions, if it has one.
    """

    id: str
    title: str
    rule: str
    edits: tuple[Edit, ...]
    explanation: str
    libraries: tuple[str, ...]
    number: int | None = None

    def subject(self) -> Subject:
        """optimcore speaking the dialect, as a subject."""
        return CoreSubject(self.rule, plant(self.edits))

    def spoken(self) -> Rule:
        """The rule as this dialect has it; a count of steps is not part of the update."""
        return edited(self.rule, self.edits)

    def diff(self) -> str:
        """The convention as a unified diff."""
        return "\n".join(edit.diff() for edit in self.edits)
