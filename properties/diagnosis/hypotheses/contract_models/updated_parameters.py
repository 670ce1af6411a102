"""Hypotheses about which parameters each group of a step updates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Literal, TypeAlias

from ....enclosures.optimizer_model import Hyper, OptimizerModel
from ....rules.registry import Rule
from ....scenarios.model import Event, Scenario
from ..contract_hypotheses import Hypothesis

Members: TypeAlias = Literal["first", "last", "earlier", "all"]

FEATURES = frozenset({"groups", "add-group"})

KINDS: tuple[tuple[Members, str, str, str], ...] = (
    (
        "last", "only the parameters of the last group are updated",
        "The parameters of all other groups stay as they are.", "once",
    ),
    (
        "first", "each group updates the parameters of the first group",
        "They are updated once for each group, with its values, and the parameters of the other "
        "groups stay as they are.", "each",
    ),
    (
        "last", "each group updates the parameters of the last group",
        "They are updated once for each group, with its values, and the parameters of the other "
        "groups stay as they are.", "each",
    ),
    (
        "earlier", "each group also updates the parameters of the groups before it",
        "They are updated once more for each later group, with its values.", "each",
    ),
    (
        "all", "each group updates the parameters of all groups",
        "Each parameter is updated once for each group, with its values.", "each",
    ),
)  # fmt: skip


def updated_parameter_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, those that update the fewest parameters first."""
    for members, title, explanation, times in KINDS:
        yield Hypothesis(
            f"updates-{members}-{times}", title, explanation, FEATURES,
            model=partial(OtherMembersModel, members, times == "once"),
        )  # fmt: skip


class OtherMembersModel(OptimizerModel):
    """An optimizer that updates the parameters of other groups than the one it comes to.

    Args:
        members: the groups whose parameters it updates: the first one, the one that has joined
            last, those up to the one that it comes to, or all.
        once: whether it updates them once in a step, with their own values, and not once for each
            group, with the values of that group.
    """

    def __init__(self, members: Members, once: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.members = members
        self.once = once
        self.order = [group for group, joined in enumerate(self.joined) if joined]
        self.values: int | None = None

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        self.order = [group for group in self.order if self.joined[group]]
        self.order += [g for g, joined in enumerate(self.joined) if joined and g not in self.order]

    def update_parameters(self, k: int) -> None:
        joined = self.joined
        for place, group in enumerate(self.order[:1] if self.once else self.order):
            updated = self._updated_at(place)
            self.joined = [group in updated for group in range(len(joined))]
            self.values = None if self.once else group
            super().update_parameters(k)
        self.joined, self.values = joined, None

    def _updated_at(self, place: int) -> list[int]:
        """Return the groups that are updated where the optimizer comes to the group at a place."""
        match self.members:
            case "first":
                return self.order[:1]
            case "last":
                return self.order[-1:]
            case "earlier":
                return self.order[: place + 1]
        return self.order

    def hyper_of(self, i: int) -> Hyper:
        return super().hyper_of(i) if self.values is None else self.hyper[self.values]
