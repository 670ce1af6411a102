"""What a pitfall is."""

from __future__ import annotations

from dataclasses import dataclass

from ..objects import CoreSubject
from ..planting import Edit, plant
from ..training_loop import LoopSubject
from ..trajectory import Subject


@dataclass(frozen=True)
class Pitfall:
    """A documented way to get an optimizer, or its use, wrong.

    Attributes:
        rule: the rule that it is planted in.
        edits: what the mistake looks like in optimcore's source.
        explanation: what happens, and when it shows.
        seed: whether the page that this suite grew from documents it.
        claim: what that page says of it.
        bug: its number in the catalogue of bugs that real libraries shipped.
        loop: whether it is a mistake in the training loop, not in the optimizer.
        advised: whether only laws that advise see it: nothing decisive is wrong.
    """

    id: str
    title: str
    rule: str
    edits: tuple[Edit, ...]
    explanation: str
    seed: bool = False
    claim: str = ""
    bug: int | None = None
    loop: bool = False
    advised: bool = False

    def subject(self) -> Subject:
        """optimcore with the pitfall planted, as a subject."""
        package = plant(self.edits)
        return LoopSubject(self.rule, package) if self.loop else CoreSubject(self.rule, package)

    def diff(self) -> str:
        """The mistake as a unified diff."""
        return "\n".join(edit.diff() for edit in self.edits)
