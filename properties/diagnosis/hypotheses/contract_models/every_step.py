"""Hypotheses about the state or the step count at every step, which plain steps show too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ....enclosures.optimizer_model import OptimizerModel
from ....rules.registry import Rule
from ....scenarios.model import Scenario
from ..contract_hypotheses import Hypothesis
from .resets import WORDS, What, reset

FEATURES: frozenset[str] = frozenset()


def every_step_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses: a state that starts anew, and counts of parameters."""
    for what, words in WORDS:
        if what != "count":  # a count that does not advance is a change of the formula
            yield Hypothesis(
                f"step-resets-{what}", f"{words} starts anew at every step",
                "Nothing is kept from one step to the next. The new values may not be stored, or "
                "not where the next step looks for them.",
                FEATURES, model=partial(StepResetModel, what),
            )  # fmt: skip
    for of_all, words in ((True, "all groups"), (False, "the group")):
        for present, which in ((True, " that have a gradient"), (False, "")):
            yield Hypothesis(
                f"count-is-number-of-parameters-{'all' if of_all else 'group'}"
                f"{'-present' if present else ''}",
                f"the step count is the number of parameters of {words}{which}",
                "It does not advance from step to step.",
                FEATURES, model=partial(NumberCountModel, of_all, present),
            )  # fmt: skip


class StepResetModel(OptimizerModel):
    """An optimizer whose state, or a part of it, starts anew at every step.

    Args:
        what: the part of the state.
    """

    def __init__(self, what: What, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.what = what

    def update_parameters(self, k: int) -> None:
        for cell in self.parameters:
            reset(cell, self.what)
        super().update_parameters(k)


class NumberCountModel(OptimizerModel):
    """An optimizer whose step count is the number of parameters.

    Args:
        of_all: whether those of all groups are counted, and not of each group.
        present: whether only those with a gradient are counted.
    """

    def __init__(self, of_all: bool, present: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.of_all = of_all
        self.only_present = present

    def update_parameters(self, k: int) -> None:
        starts = self.scenario.parameters
        counted = [
            start.group
            for start, gradient in zip(starts, self.gradients[k], strict=True)
            if self.joined[start.group] and not (self.only_present and gradient is None)
        ]
        for cell, start in zip(self.parameters, starts, strict=True):
            cell.t = len(counted) if self.of_all else counted.count(start.group)
        super().update_parameters(k)

    def count(self, i: int, is_due: bool, has_joined: bool) -> None:
        """Leave the count, which ``update_parameters`` sets."""
