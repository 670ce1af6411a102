"""Runs of scenarios that only take steps and look at the parameters.

They are run without what watches the gradients and parameters, and take a third of the time of
other runs. Thousands of mutants and candidates of a diagnosis run the same few scenarios, so the
arrays of a scenario are decoded once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from ..scenarios.encoding import decode_group, decode_hyper
from ..scenarios.model import Event, Floats, HyperValue, Look, Scenario, SetHyper, Start, Step
from .evaluation_mode import look
from .runner import describe_exception, is_interrupt
from .trajectory import Outcome, SubjectError, Trajectory


@dataclass(frozen=True)
class _Steps:
    gradients: list[Floats | None]
    times: int


@dataclass(frozen=True)
class _Change:
    name: str
    value: HyperValue


@dataclass(frozen=True)
class _Look:
    calls: int


Decoded: TypeAlias = _Steps | _Change | _Look


def is_plain(scenario: Scenario) -> bool:
    """Whether a scenario only takes steps, looks, and changes hyper-parameters of one group."""
    return (
        len(scenario.groups) == 1
        and scenario.params_as == "list"
        and all(_is_plain_start(start, scenario) for start in scenario.parameters)
        and all(_is_plain_event(event) for event in scenario.events)
    )


def _is_plain_start(start: Start, scenario: Scenario) -> bool:
    return not start.strided and not start.complex and start.dtype in (None, scenario.dtype)


def _is_plain_event(event: Event) -> bool:
    if isinstance(event, Step):
        special = event.recycle or event.closure or event.hooks or event.sparse or event.dtype
        return not special
    return isinstance(event, SetHyper | Look)


@dataclass(frozen=True)
class _Decoded:
    arrays: list[Floats]
    hyper: dict[str, HyperValue]
    events: list[Decoded]


@lru_cache(maxsize=256)
def _decode(scenario_of: _Key) -> _Decoded:
    scenario = scenario_of.scenario
    return _Decoded(
        scenario.arrays(),
        decode_group(scenario.groups[0]),
        [_decode_event(scenario, event) for event in scenario.events],
    )


class _Key:
    """A scenario that is compared by identity, because its hash takes longer than a run."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.scenario is other.scenario


def _decode_event(scenario: Scenario, event: Event) -> Decoded:
    if isinstance(event, Step):
        return _Steps(scenario.gradients(event), event.times)
    if isinstance(event, SetHyper):
        return _Change(event.name, decode_hyper(event.value))
    if isinstance(event, Look):
        return _Look(event.calls)
    raise TypeError(f"{event} is not an event of a plain scenario.")


def run_plainly(kind: type, parameter: type, scenario: Scenario) -> Outcome:
    """Run an optimizer of optimcore on a scenario for which ``is_plain`` holds.

    Args:
        kind: the class of the optimizer.
        parameter: the class of its parameters.
        scenario: the scenario.
    """
    decoded = _decode(_Key(scenario))
    frames: list[tuple[Floats, ...]] = []
    at = -1
    try:
        params: list[Any] = [parameter(a.copy()) for a in decoded.arrays]
        optimizer = kind(params, **decoded.hyper)
        for k, event in enumerate(decoded.events):
            at = k
            frames.append(tuple(_run_event(optimizer, params, event)))
    except BaseException as error:
        if is_interrupt(error):
            raise
        return SubjectError(at, type(error).__name__, describe_exception(error))
    return Trajectory(tuple(frames), ())


def _run_event(optimizer: Any, params: list[Any], event: Decoded) -> list[Floats]:
    """Run an event, and return the parameters after it, or those that it shows."""
    if isinstance(event, _Look):
        return look(optimizer, lambda: [p.data for p in params], event.calls)
    if isinstance(event, _Change):
        setattr(optimizer, event.name, event.value)
    else:
        for _ in range(event.times):
            for p, g in zip(params, event.gradients, strict=True):
                p.grad = None if g is None else g.copy()
            optimizer.step()
    return [np.array(p.data) for p in params]
