"""Hypotheses about which parameters are updated where some gradients are None."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ....rules.registry import Rule
from ....scenarios.model import AddGroup, Event, Restart, Scenario, Step
from ....scenarios.transforms import change
from ..contract_hypotheses import Hypothesis, Translation

FEATURES = frozenset({"none", "add-group"})

# The parameters that are left out of a step, for the indices of the ones that take part so far.
LeftOut = Callable[[Step, list[int]], set[int]]


def missing_gradient_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, those that leave out most parameters first."""
    yield Hypothesis(
        "step-skipped-at-none", "a step in which any gradient is None is skipped",
        "No parameter is updated, although others have gradients: a model with a part that is not "
        "in the loss is not trained.",
        FEATURES, _skip_incomplete_steps,
    )  # fmt: skip
    yield Hypothesis(
        "late-gradient-ignored",
        "a parameter whose gradient is None at the first step is never updated",
        "A layer that takes part later stays as it is, without an error.",
        FEATURES, _ignore_latecomers,
    )  # fmt: skip


def _skip_incomplete_steps(scenario: Scenario) -> Translation:
    def left_out(step: Step, members: list[int]) -> set[int]:
        return set(members) if any(step.gradients[i] is None for i in members) else set()

    return _without(scenario, left_out)


def _ignore_latecomers(scenario: Scenario) -> Translation:
    known: set[int] = set()

    def left_out(step: Step, members: list[int]) -> set[int]:
        if not known:
            known.update(i for i in members if step.gradients[i] is not None)
        return set(members) - known

    return _without(scenario, left_out, known.clear)


def _without(
    scenario: Scenario, left_out: LeftOut, restart: Callable[[], None] = lambda: None
) -> Translation:
    """Return the scenario in which some gradients of each step are None.

    Args:
        scenario: the scenario.
        left_out: returns the parameters without a gradient in a step.
        restart: called where the optimizer starts without state.
    """
    late = set(scenario.late)
    events: list[Event] = []
    for event in scenario.events:
        if isinstance(event, AddGroup):
            late.discard(event.group)
        if isinstance(event, Restart):
            restart()
        if isinstance(event, Step):
            members = [i for i, p in enumerate(scenario.parameters) if p.group not in late]
            out = left_out(event, members)
            given = enumerate(event.gradients)
            kept = tuple(None if i in out else g for i, g in given)
            events.append(change(event, gradients=kept))
        else:
            events.append(event)
    return change(scenario, events=tuple(events)), list(range(len(events)))
