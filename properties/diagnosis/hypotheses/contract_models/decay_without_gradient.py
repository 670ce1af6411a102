"""Hypothesis that weight decay also shrinks the parameters that have no gradient."""

from __future__ import annotations

from collections.abc import Iterator

from ....enclosures.optimizer_model import OptimizerModel
from ....mutants.rule_source import read_rule
from ....mutants.tree import unparse
from ....rules.registry import Rule
from ..contract_hypotheses import Hypothesis

FEATURES = frozenset({"none", "add-group"})

# How rules write weight decay that is not part of the gradient.
FACTOR = "1 - h.lr * h.weight_decay"


def decay_without_gradient_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypothesis, for rules that multiply the parameter by 1 - lr * weight_decay."""
    if any(FACTOR in unparse(function.tree) for function in read_rule(claimed).functions):
        yield Hypothesis(
            "decay-without-gradient", "weight decay also shrinks parameters without a gradient",
            "A parameter whose gradient is None should stay as it is: here, a frozen layer decays.",
            FEATURES, model=DecayWithoutGradientModel,
        )  # fmt: skip


class DecayWithoutGradientModel(OptimizerModel):
    """An optimizer that decays all parameters of a group, and then updates those with a gradient.

    A step in which nothing has a gradient decays them, too.
    """

    def update_parameters(self, k: int) -> None:
        for i, gradient in enumerate(self.gradients[k]):
            if gradient is None and self.joined[self.scenario.parameters[i].group]:
                self.decay(i)
        super().update_parameters(k)

    def decay(self, i: int) -> None:
        """Multiply a parameter by 1 - lr * weight_decay."""
        cell = self.parameters[i]
        hyper = self.balls_of(i)
        cell.theta = cell.theta * (1 - hyper.lr * hyper.weight_decay)
