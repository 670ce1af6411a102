"""Rewriting of scenarios for optimizers with other hyper-parameters or defaults."""

from __future__ import annotations

from collections.abc import Collection

from ...rules.declared_defaults import write_declared_defaults
from ...scenarios.model import Event, Scenario, SetHyper, ZeroGrad
from ...scenarios.transforms import change

__all__ = ["omit_hyper", "write_declared_defaults"]


def omit_hyper(scenario: Scenario, names: Collection[str]) -> Scenario:
    """Return the scenario without these hyper-parameters.

    A change of one of them is replaced by zero_grad, which has no effect, to keep the events
    aligned.
    """

    def event(e: Event) -> Event:
        return ZeroGrad() if isinstance(e, SetHyper) and e.name in names else e

    return change(
        scenario,
        groups=tuple({n: v for n, v in g.items() if n not in names} for g in scenario.groups),
        events=tuple(event(e) for e in scenario.events),
    )
