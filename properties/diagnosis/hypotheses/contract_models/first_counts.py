"""Hypotheses about parameters that are updated with the step count of another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ....enclosures.optimizer_model import OptimizerModel
from ....enclosures.shared_enclosure import DueParameter
from ....rules.registry import Rule
from ....scenarios.model import Floats, Scenario
from ..contract_hypotheses import Hypothesis

FEATURES = frozenset({"none", "add-group", "groups"})


def first_count_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses: the count of the first parameter of the group, and of all groups."""
    for scope, words in (("group", "its group"), ("all", "all groups")):
        yield Hypothesis(
            f"count-of-first-of-{scope}",
            f"a parameter is updated with the step count of the first one of {words}",
            "The first one is the first that has a gradient. A parameter that was left out of "
            "earlier steps is updated as if it had taken part in them.",
            FEATURES, model=partial(FirstCountModel, scope == "all"), needs_count=True,
        )  # fmt: skip


class FirstCountModel(OptimizerModel):
    """An optimizer that uses the step count of the first parameter in a step for the others too.

    Each parameter has a count of its own, which its updates advance.

    Args:
        of_all: whether the first parameter is that of all groups, and not that of each group.
    """

    def __init__(self, of_all: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.of_all = of_all
        self.first: dict[int, int] = {}

    def update_parameters(self, k: int) -> None:
        self.first = {}
        super().update_parameters(k)

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        own = one.cell.t
        slot = 0 if self.of_all else self.scenario.parameters[i].group
        one.cell.t = self.first.setdefault(slot, own)
        super().take_step(i, one, present, shared)
        one.cell.t = own
