"""Hypotheses that an entry of the state is the gradient buffer itself, and not a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from ....enclosures.ball_vectors import exact_balls
from ....enclosures.optimizer_model import OptimizerModel
from ....mutants.rule_source import read_rule
from ....mutants.scope import state_entries
from ....rules.registry import Rule
from ....scenarios.model import Scenario, Step
from ....subjects.runner import LEFTOVER
from ..contract_hypotheses import Hypothesis


def kept_gradient_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield a hypothesis for each entry of the state, and one for all of several."""
    entries = state_entries(read_rule(claimed))
    single = [(frozenset({name}), f"the state {name} is") for name in entries]
    several = [(frozenset(entries), "the state is")] if len(entries) > 1 else []
    for names, who in (*single, *several):
        which = "-".join(sorted(names)) if len(names) == 1 else "all"
        yield Hypothesis(
            f"gradient-kept-as-{which}", f"{who} the gradient buffer itself, and not a copy of it",
            "Where gradient buffers are used again, as by zero_grad(set_to_none=False), the next "
            "backward pass overwrites it.",
            frozenset({"recycle"}), model=partial(KeptGradientModel, names),
        )  # fmt: skip


class KeptGradientModel(OptimizerModel):
    """An optimizer in which entries of the state that equal the gradient share its memory.

    Args:
        names: the entries.
    """

    joins_equal_elements = False

    def __init__(self, names: frozenset[str], rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.names = names

    def step(self, k: int) -> None:
        super().step(k)
        event = self.scenario.events[k]
        if not (isinstance(event, Step) and event.recycle):
            return
        for cell, gradient in zip(self.parameters, self.gradients[k], strict=True):
            if gradient is None:
                continue
            left = exact_balls(np.full(cell.theta.shape, LEFTOVER), cell.form)
            cell.state = {
                name: left if name in self.names and value is cell.rows[id(gradient)] else value
                for name, value in cell.state.items()
            }
