"""Hypotheses about one step count for several parameters: what it counts, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Literal, TypeAlias

from ....enclosures.optimizer_model import OptimizerModel
from ....enclosures.shared_enclosure import DueParameter
from ....rules.registry import Rule
from ....scenarios.model import Event, Floats, Restart, Rewind, Save, Scenario
from ..contract_hypotheses import Hypothesis
from .group_order import GroupOrderModel

Unit: TypeAlias = Literal["step", "group", "parameter"]
Scope: TypeAlias = Literal["all", "group"]

FEATURES = frozenset({"parameters", "groups", "none", "add-group"})

# The hypothesis that is the same as a dialect with one step count.
JOINT_COUNT = "count-of-all-by-step"

# What the count counts, whose it is, the feature that shows it, the title, and what follows.
KINDS: tuple[tuple[Unit, Scope, str, str, str], ...] = (
    (
        "step", "group", "none",
        "the step count of a parameter also advances in steps in which its gradient is None",
        "Its next step is computed as if it had been updated in all steps since its group was "
        "added. The count may be that of the parameter, or one for the group.",
    ),
    (
        "step", "all", "", "all parameters have one step count, which every step advances",
        "A parameter that joins later, or has no gradient in some steps, is computed as if it had "
        "been updated in every step.",
    ),
    (
        "group", "all", "groups",
        "all groups have one step count, which each group of a step advances",
        "With several groups it is ahead of the number of steps. A test with one group passes.",
    ),
    (
        "parameter", "group", "parameters",
        "each group has one step count, which each of its updates advances",
        "With several parameters it is ahead of the number of steps. A test with one parameter "
        "passes.",
    ),
    (
        "parameter", "all", "parameters",
        "all parameters have one step count, which each update advances",
        "With several parameters it is ahead of the number of steps. A test with one parameter "
        "passes.",
    ),
)  # fmt: skip


def step_count_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, those about the fewest parameters first."""
    for unit, scope, shown_by, title, explanation in KINDS:
        yield Hypothesis(
            f"count-of-{scope}-by-{unit}", title, explanation, FEATURES, shown_by=shown_by,
            model=partial(SharedCountModel, unit, scope),
            needs="groups" if "group" in (unit, scope) else "", needs_count=True,
        )  # fmt: skip
    yield Hypothesis(
        "count-advances-once-updated",
        "the step count of a parameter also advances in later steps in which its gradient is None",
        "Its next step is computed as if it had been updated in all steps since its first update.",
        FEATURES, shown_by="none", model=AdvancingCountModel, needs_count=True,
    )  # fmt: skip


class AdvancingCountModel(OptimizerModel):
    """An optimizer in which all steps after the first update of a parameter count for it."""

    def count(self, i: int, is_due: bool, has_joined: bool) -> None:
        cell = self.parameters[i]
        cell.t += is_due or (has_joined and cell.t > 0)


class SharedCountModel(GroupOrderModel):
    """An optimizer with one step count for all parameters, or for each group.

    Args:
        unit: what the count counts: steps, groups in steps, or updates of parameters.
        scope: the parameters that it belongs to.
    """

    def __init__(self, unit: Unit, scope: Scope, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.unit = unit
        groups = range(len(scenario.groups))
        self.slot_of = [0 if scope == "all" else group for group in groups]
        self.counts = [0 for _ in groups]
        self.saved = list(self.counts)

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Restart():
                self.counts = [0 for _ in self.counts]
            case Save():
                self.saved = list(self.counts)
            case Rewind():
                self.counts = list(self.saved)

    def step(self, k: int) -> None:
        present = [group for group in self.order if self.joined[group]]
        if self.unit == "step":
            for slot in {self.slot_of[group] for group in present}:
                self.counts[slot] += 1
        for group in present:
            self.counts[self.slot_of[group]] += self.unit == "group"
            for cell, start in zip(self.parameters, self.scenario.parameters, strict=True):
                if start.group == group:
                    cell.t = self.counts[self.slot_of[group]]
        super().step(k)

    def count(self, i: int, is_due: bool, has_joined: bool) -> None:
        """Leave the count, which ``step`` or ``take_step`` sets."""

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        if self.unit == "parameter":
            slot = self.slot_of[self.scenario.parameters[i].group]
            self.counts[slot] += 1
            one.cell.t = self.counts[slot]
        super().take_step(i, one, present, shared)
