"""The ball run: a rule put through a scenario, enclosing all that a correct subject may return.

Every hyper-parameter enters as a ball of radius u·|h| (u the unit roundoff of the subject's
format), every operation adds its rounding. A correct implementation may order its operations in
another way; ``allowances.py`` declares what that can add beyond the ball run of our source.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from .balls import FORMATS, Balls, Format, working_precision
from .rules import Rule
from .scenario import (
    Floats,
    HyperValue,
    Restart,
    Scenario,
    SetHyper,
    Step,
    read,
    read_all,
)


@dataclass(frozen=True)
class Enclosure:
    """``mid[k][i]`` and ``rad[k][i]``: parameter i after event k; a NaN radius knows nothing."""

    mid: tuple[tuple[Floats, ...], ...]
    rad: tuple[tuple[Floats, ...], ...]


def enclose(rule: Rule, scenario: Scenario) -> Enclosure:
    """All that a correct implementation of ``rule`` may return on ``scenario``."""
    form = FORMATS[scenario.dtype]
    with working_precision():
        return _run(rule, scenario, form)


class _Cell:
    """One parameter in the ball run: distinct elements once, where the rule allows it."""

    def __init__(self, rule: Rule, form: Format, start: Floats, history: list[Floats]) -> None:
        columns = np.stack([start.ravel(), *[g.ravel() for g in history]])
        distinct, self.places = np.unique(columns, axis=1, return_inverse=True)
        self.shape = start.shape
        self.theta = Balls.exactly(distinct[0], form)
        self.gradients = {
            id(g): Balls.exactly(row, form) for g, row in zip(history, distinct[1:], strict=True)
        }
        self.rule = rule
        self.form = form
        self.restart()

    def restart(self) -> None:
        self.t = 0
        zeros = Balls.exactly(np.zeros(self.theta.arbs.shape), self.form)
        self.state: dict[str, Any] = dict.fromkeys(self.rule.moments, zeros)

    def step(self, gradient: Floats, hyper: SimpleNamespace) -> None:
        self.t += 1
        self.theta, self.state = self.rule.ball_update(
            self.theta, self.gradients[id(gradient)], self.state, self.t, hyper
        )

    def read(self) -> tuple[Floats, Floats]:
        mid, rad = self.theta.enclosures()
        return mid[self.places].reshape(self.shape), rad[self.places].reshape(self.shape)


def _run(rule: Rule, scenario: Scenario, form: Format) -> Enclosure:
    steps = _gradients(scenario)
    cells = [
        _Cell(rule, form, start, [step[i] for step in steps.values() if step[i] is not None])
        for i, start in enumerate(scenario.arrays())
    ]
    hyper = [dict(rule.defaults) | read_all(group) for group in scenario.groups]
    mid, rad = [], []
    for k, event in enumerate(scenario.events):
        if isinstance(event, SetHyper):
            hyper[event.group][event.name] = read(event.value)
        elif isinstance(event, Restart):
            for cell in cells:
                cell.restart()
        elif isinstance(event, Step):
            balls = [_as_balls(h, form) for h in hyper]
            for _ in range(event.times):
                for cell, start, g in zip(cells, scenario.parameters, steps[k], strict=True):
                    if g is not None:
                        cell.step(g, balls[start.group])
        frame = [cell.read() for cell in cells]
        mid.append(tuple(m for m, _ in frame))
        rad.append(tuple(r for _, r in frame))
    return Enclosure(tuple(mid), tuple(rad))


def _gradients(scenario: Scenario) -> dict[int, list[Any]]:
    return {
        k: [None if g is None else g.numpy(scenario.dtype) for g in event.gradients]
        for k, event in enumerate(scenario.events)
        if isinstance(event, Step)
    }


def _as_balls(hyper: dict[str, HyperValue], form: Format) -> SimpleNamespace:
    def ball(value: HyperValue) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, tuple):
            return tuple(Balls.rounded(v, form) for v in value)
        return Balls.rounded(value, form)

    named = {name: ball(value) for name, value in hyper.items()}
    return SimpleNamespace(**named, rounding=Balls.rounding)
