"""Hypotheses about evaluation mode: how it is set, and how training goes on."""

from __future__ import annotations

from collections.abc import Iterator

from ...rules.registry import Rule
from ...scenarios.model import Scenario
from .contract_hypotheses import Hypothesis, Translation


def evaluation_hypotheses(rule: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses for a rule with an evaluation mode."""
    if not rule.has_evaluation_mode:
        return
    yield Hypothesis(
        "modes-without-effect",
        "eval() leaves the parameters of training mode",
        "The model is evaluated at the point of its gradients, which is not the one that the rule "
        "is about.",
        frozenset({"look"}), _unchanged, modes="ignored",
    )  # fmt: skip
    yield Hypothesis(
        "training-not-restored",
        "train() after eval() leaves the parameters of evaluation mode",
        "Training goes on from the point at which the model was evaluated, so that it depends on "
        "how often that is done.",
        frozenset({"look"}), _unchanged, modes="unrestored",
    )  # fmt: skip
    yield Hypothesis(
        "mode-not-stored",
        "eval() in evaluation mode changes the parameters again",
        "A training loop whose callbacks set the mode once more evaluates another point.",
        frozenset({"look-again"}), _unchanged, modes="repeated",
    )  # fmt: skip
    yield Hypothesis(
        "training-set-again",
        "train() in training mode changes the parameters",
        "A training loop that calls train() in each epoch moves the parameters without a gradient, "
        "unless it calls eval() in between.",
        frozenset({"look-again"}), _unchanged, modes="retrained",
    )  # fmt: skip


def _unchanged(scenario: Scenario) -> Translation:
    return scenario, list(range(len(scenario.events)))
