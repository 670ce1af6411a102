"""The record of a pitfall."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.patched_package import build_variant
from ..rules.source_edits import Edit
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.training_loop_subject import LoopSubject
from ..subjects.trajectory import Subject


@dataclass(frozen=True)
class Pitfall:
    """A known bug in an optimizer or in a training loop.

    Attributes:
        rule: name of the rule whose source the edits change.
        edits: edits of optimcore's source that introduce the bug.
        explanation: what the optimizer does, what it should do, and when the difference shows.
        in_case_study: whether the case study documents the bug.
        claim: what the case study says about the bug.
        bug: number of the bug in the catalogue of bugs shipped by libraries.
        loop: whether the bug is in the training loop, not in the optimizer.
        advised: whether no law with the requirement MUST detects the bug.
        general_title: what the bug is in any rule; by default, its title.
        general: what is true of the bug in any rule; by default, the first sentence of the
            explanation, because the others may give sizes that only its own rule has.
        law: a law that the bug breaks: agreement, or one that it breaks where agreement may hold.
        shown_by: hyper-parameters and capabilities. The bug has no effect on the runs of a subject
            that has none of them; if there are none here, nothing is known about that.
    """

    id: str
    title: str
    rule: str
    edits: tuple[Edit, ...]
    explanation: str
    in_case_study: bool = False
    claim: str = ""
    bug: int | None = None
    loop: bool = False
    advised: bool = False
    law: str = "agreement"
    general_title: str = ""
    general: str = ""
    shown_by: tuple[str, ...] = ()

    def title_in(self, rule: str) -> str:
        """Return what the bug is called in an optimizer of a rule."""
        return self.title if rule == self.rule else self.general_title or self.title

    def explanation_in(self, rule: str) -> str:
        """Return what is true of the bug in an optimizer of a rule."""
        if rule == self.rule:
            return self.explanation
        sentence, *more = self.explanation.split(". ")
        return self.general or (f"{sentence}." if more else sentence)

    def subject(self) -> Subject:
        """Return optimcore with the edits applied, as a subject."""
        package = build_variant(self.edits, None if self.loop else self.rule)
        return LoopSubject(self.rule, package) if self.loop else CoreSubject(self.rule, package)

    def diff(self) -> str:
        """Return the edits as a unified diff."""
        return "\n".join(edit.diff() for edit in self.edits)
