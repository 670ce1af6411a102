"""The record of an example: an optimizer that breaks a law."""

from __future__ import annotations

from dataclasses import dataclass

from ...rules.patched_package import build_variant
from ...rules.source_edits import Edit, diff_edits
from ...subjects.optimcore_subject import CoreSubject
from ...subjects.trajectory import Subject


@dataclass(frozen=True)
class Defect:
    """A change of optimcore that breaks a law, where no pitfall does so as clearly.

    Attributes:
        title: what the changed optimizer does.
        rule: name of the rule that is changed.
        edits: the changes of optimcore's source.
    """

    title: str
    rule: str
    edits: tuple[Edit, ...]

    def subject(self) -> Subject:
        """Return optimcore with the edits applied, as a subject."""
        return CoreSubject(self.rule, build_variant(self.edits))

    def diff(self) -> str:
        """Return the edits as a unified diff."""
        return diff_edits(self.edits)


@dataclass(frozen=True)
class TorchDefect:
    """An optimizer in ``torch_optimizers.py`` that breaks a law about a feature of torch.

    Attributes:
        title: what the optimizer does.
        name: the name of the class.
    """

    title: str
    name: str


def make_defect(title: str, rule: str, *edits: tuple[str, str, str]) -> Defect:
    """Make a defect from files of optimcore with texts and their replacements."""
    return Defect(title, rule, tuple(Edit(*edit) for edit in edits))


SGD_STEP = "return theta - h.lr * g, s"


def change_step(title: str, change: str) -> Defect:
    """Make a defect of SGD without momentum: its step, as an expression that may use NumPy."""
    return make_defect(
        title,
        "sgd",
        ("sgd.py", SGD_STEP, f"return {change}, s"),
        ("sgd.py", "from .autograd import", "import numpy as np\nfrom .autograd import"),
    )
