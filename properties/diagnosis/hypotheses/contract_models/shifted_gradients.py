"""The hypothesis that gradients go to other parameters where some gradients are None."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ....rules.registry import Rule
from ....scenarios.model import AddGroup, Array, Event, Scenario, Step, encode_array
from ....scenarios.transforms import change
from ..contract_hypotheses import Hypothesis, Translation

FEATURES = frozenset({"none", "add-group"})


def shifted_gradient_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypothesis."""
    yield Hypothesis(
        "gradients-shifted",
        "where a gradient is None, the parameters are updated with the gradients of later ones",
        "The gradients without None are paired with the parameters in order, so that the last "
        "parameters get none. Pair them before those without a gradient are left out.",
        FEATURES, _shift, shown_by="none",
    )  # fmt: skip


def _shift(scenario: Scenario) -> Translation:
    """Return the scenario in which the present gradients of a group belong to its first members.

    Where a gradient has another shape than the parameter, arrays are broadcast or the step raises
    an exception: nothing is known of the group, as after a gradient of NaN.
    """
    late = set(scenario.late)
    events: list[Event] = []
    for event in scenario.events:
        if isinstance(event, AddGroup):
            late.discard(event.group)
        if isinstance(event, Step):
            gradients = list(event.gradients)
            for group in range(len(scenario.groups)):
                members = [i for i, p in enumerate(scenario.parameters) if p.group == group]
                if group not in late:
                    shifted = _shifted_in_group(scenario, members, gradients)
                    for i, gradient in zip(members, shifted, strict=True):
                        gradients[i] = gradient
            events.append(change(event, gradients=tuple(gradients)))
        else:
            events.append(event)
    return change(scenario, events=tuple(events)), list(range(len(events)))


def _shifted_in_group(
    scenario: Scenario, members: Sequence[int], gradients: Sequence[Array | None]
) -> list[Array | None]:
    present = [g for g in (gradients[i] for i in members) if g is not None]
    shapes = [scenario.parameters[i].value.shape for i in members]
    if any(g.shape != shape for g, shape in zip(present, shapes, strict=False)):
        return [encode_array(np.full(shape, np.nan)) for shape in shapes]
    return [*present, *[None] * (len(members) - len(present))]
