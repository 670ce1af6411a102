"""Hypotheses that a state belongs to a position in a list, and not to a parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

from ....enclosures.shared_enclosure import DueParameter
from ....rules.registry import Rule
from ....scenarios.model import Event, Floats, Restart, Rewind, Save, Scenario
from ..contract_hypotheses import Hypothesis
from .group_order import GroupOrderModel

# The step count, the state, whether it is known, and the shape and format of its arrays.
Slot: TypeAlias = tuple[int, dict[str, Any], bool, object]

EXPLANATION = (
    "Where a parameter has no gradient, the ones after it go on with the state of others. A test "
    "in which every parameter has a gradient passes."
)


def position_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, with and without the step count."""
    for counts, but in ((True, ""), (False, ", except its step count")):
        yield Hypothesis(
            "state-by-place" + ("" if counts else "-without-count"),
            f"a state belongs to a place among the parameters that have a gradient{but}",
            EXPLANATION, frozenset({"none", "add-group"}), shown_by="none parameters",
            model=partial(PositionModel, counts), needs_count=not counts,
        )  # fmt: skip


class PositionModel(GroupOrderModel):
    """An optimizer that has a state for each place among the parameters that have a gradient.

    Args:
        counts: whether the step count belongs to the state.
    """

    joins_equal_elements = False

    def __init__(self, counts: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.counts = counts
        self.slots: dict[int, Slot] = {}
        self.saved: dict[int, Slot] = {}
        self.place = 0

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Restart():
                self.slots = {}
            case Save():
                self.saved = dict(self.slots)
            case Rewind():
                self.slots = dict(self.saved)

    def step(self, k: int) -> None:
        self.place = 0
        super().step(k)

    def count(self, i: int, is_due: bool, has_joined: bool) -> None:
        # Where it belongs to the state it advances with each update.
        if not self.counts:
            super().count(i, is_due, has_joined)

    def take_step(
        self, i: int, one: DueParameter, present: Floats | None, shared: Mapping[str, Any] | None
    ) -> None:
        cell, own = one.cell, one.cell.t
        kind = (cell.shape, cell.form)
        cell.restart()
        t, state, is_known, of_kind = self.slots.get(self.place, (0, cell.state, True, kind))
        cell.t, cell.state, cell.is_state_known = t + 1 if self.counts else own, state, is_known
        if of_kind != kind:
            # Arrays of other shapes are broadcast, or raise an exception.
            cell.make_indefinite()
        super().take_step(i, one, present, shared)
        self.slots[self.place] = (cell.t, cell.state, cell.is_state_known, kind)
        self.place += 1
