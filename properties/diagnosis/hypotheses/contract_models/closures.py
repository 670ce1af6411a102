"""Hypotheses about what a step with a closure does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ....rules.registry import Rule
from ....scenarios.model import Array, Event, Scenario, Step, ZeroGrad
from ....scenarios.transforms import change
from ..contract_hypotheses import Hypothesis, Translation

FEATURES = frozenset({"closure"})

# The gradients of a step with a closure, for those of the closure and those from before.
Used = Callable[[tuple[Array | None, ...], tuple[Array | None, ...]], tuple[Array | None, ...]]


def closure_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses: no update, and gradients from before the closure."""
    yield Hypothesis(
        "closure-without-update", "a step with a closure updates nothing",
        "The parameters stay as they are, whatever gradients the closure computes.",
        FEATURES, lambda s: _with_gradients(s, lambda new, old: (None,) * len(new)),
    )  # fmt: skip
    yield Hypothesis(
        "closure-after-gradients", "a step does not use the gradients that its closure computes",
        "The parameters follow the gradients that were there before, as where they are read before "
        "the closure is called.",
        FEATURES, lambda s: _with_gradients(s, lambda new, old: old),
    )  # fmt: skip


def _with_gradients(scenario: Scenario, used: Used) -> Translation:
    nothing: tuple[Array | None, ...] = (None,) * len(scenario.parameters)
    before = nothing
    events: list[Event] = []
    last = []
    for event in scenario.events:
        if isinstance(event, Step) and event.closure:
            events.append(change(event, gradients=used(event.gradients, before), times=1))
            if event.times > 1:
                again = used(event.gradients, event.gradients)
                events.append(change(event, gradients=again, times=event.times - 1))
        else:
            events.append(event)
        if isinstance(event, Step):
            before = event.gradients
        if isinstance(event, ZeroGrad):
            before = nothing
        last.append(len(events) - 1)
    return change(scenario, events=tuple(events)), last
