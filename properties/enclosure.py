"""The ball run: a rule put through a scenario, enclosing all that a correct subject may return.

Every hyper-parameter enters as a ball of radius u·|h| (u the unit roundoff of the subject's
format), every operation adds its rounding. A correct implementation may order its operations in
another way; ``allowances.py`` declares what that can add beyond the ball run of our source.

Beside parameters of half precision, numbers that are the same for a whole array (hyper-parameters,
bias corrections) are kept in single precision: in half, a beta of 0.999 would be 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from .balls import FORMATS, Balls, Format, working_precision
from .choices import Undecided, every_way
from .rules import Rule
from .scenario import (
    AddGroup,
    Event,
    Floats,
    HyperValue,
    Precision,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Step,
    read,
    read_all,
)

# The precision of what is computed once for a whole array.
SCALARS: dict[Precision, Precision] = {
    "float64": "float64", "float32": "float32", "float16": "float32", "bfloat16": "float32",
}  # fmt: skip

Hyper = dict[str, HyperValue]


@dataclass(frozen=True)
class Enclosure:
    """``mid[k][i]`` and ``rad[k][i]``: parameter i after event k; a NaN radius knows nothing."""

    mid: tuple[tuple[Floats, ...], ...]
    rad: tuple[tuple[Floats, ...], ...]


def enclose(rule: Rule, scenario: Scenario) -> Enclosure:
    """All that a correct implementation of ``rule`` may return on ``scenario``."""
    with working_precision():
        frames = list(_Model(rule, scenario).frames())
    return Enclosure(
        tuple(tuple(mid for mid, _ in frame) for frame in frames),
        tuple(tuple(rad for _, rad in frame) for frame in frames),
    )


class _Cell:
    """One parameter in the ball run: distinct elements once, where the rule allows it."""

    def __init__(self, rule: Rule, dtype: Precision, start: Floats, history: list[Floats]) -> None:
        self.rule = rule
        self.form = FORMATS[dtype]
        self.scalars = FORMATS[SCALARS[dtype]]
        self.shape = start.shape
        columns = np.stack([start.ravel(), *[g.ravel() for g in history]])
        if rule.elementwise:
            columns, self.places = np.unique(columns, axis=1, return_inverse=True)
            shape: tuple[int, ...] = columns[0].shape
        else:
            self.places, shape = np.arange(start.size), start.shape
        first, *rest = (Balls.exactly(row.reshape(shape), self.form) for row in columns)
        self.theta = first
        self.gradients = {id(g): row for g, row in zip(history, rest, strict=True)}
        self.restart()

    def restart(self) -> None:
        self.t = 0
        zeros = Balls.exactly(np.zeros(self.theta.shape), self.form)
        self.state: dict[str, Any] = dict.fromkeys(self.rule.moments, zeros)

    def kept(self) -> tuple[Balls, int, dict[str, Any]]:
        return self.theta, self.t, self.state

    def put_back(self, kept: tuple[Balls, int, dict[str, Any]]) -> None:
        self.theta, self.t, self.state = kept

    def step(self, gradient: Floats, hyper: SimpleNamespace) -> None:
        self.t += 1
        # What is lost stays lost: every rule adds to theta, and all ways through it cost time.
        if not self.theta.known():
            return
        t = Balls.exactly(np.asarray(float(self.t)), self.scalars)
        try:
            ways = every_way(
                lambda: self.rule.ball_update(
                    self.theta, self.gradients[id(gradient)], self.state, t, hyper
                )
            )
        except Undecided:
            self.theta = self.theta / Balls.exactly(np.zeros(()), self.form)
            return
        self.theta, self.state = ways[0]
        for theta, state in ways[1:]:
            self.theta = self.theta.hull(theta)
            self.state = _either(self.state, state)

    def read(self) -> tuple[Floats, Floats]:
        mid, rad = self.theta.enclosures()
        return tuple(  # type: ignore[return-value]
            x.ravel()[self.places].reshape(self.shape) for x in (mid, rad)
        )


def _either(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What the state may be, where two ways through a step were open."""
    return {name: one[name].hull(other[name]) for name in one.keys() & other.keys()}


class _Model:
    """The optimizer that the scenario acts on, in balls.

    An optimizer that is built anew has no scheduler, whatever it is then loaded with.
    """

    def __init__(self, rule: Rule, scenario: Scenario) -> None:
        self.rule = rule
        self.scenario = scenario
        self.gradients = {
            k: scenario.gradients(event)
            for k, event in enumerate(scenario.events)
            if isinstance(event, Step)
        }
        self.cells = [
            _Cell(rule, dtype, start, [g[i] for g in self.gradients.values() if g[i] is not None])  # type: ignore[misc]
            for i, (dtype, start) in enumerate(zip(scenario.dtypes, scenario.arrays(), strict=True))
        ]
        # What an optimizer is built with, and what its scheduler has made of that.
        self.given: list[Hyper] = [dict(rule.defaults) | read_all(g) for g in scenario.groups]
        self.hyper = _copies(self.given)
        self.joined = [k not in scenario.late for k in range(len(scenario.groups))]
        self.factor: float | None = None
        self.kept: Any = None

    def frames(self) -> Iterator[list[tuple[Floats, Floats]]]:
        for k, event in enumerate(self.scenario.events):
            self.happen(k, event)
            yield [cell.read() for cell in self.cells]

    def happen(self, k: int, event: Event) -> None:
        match event:
            case Step(times=times):
                for _ in range(times):
                    self.step(k)
            case SetHyper(name, value, group):
                self.given[group][name] = self.hyper[group][name] = read(value)
            case Resume():
                self.factor = None
            case Restart():
                for cell in self.cells:
                    cell.restart()
                self.hyper, self.factor = _copies(self.given), None
            case Save():
                self.kept = (
                    [cell.kept() for cell in self.cells],
                    (_copies(self.given), _copies(self.hyper)),
                    list(self.joined),
                )
            case Rewind():
                cells, hyper_then, joined = self.kept
                for cell, kept in zip(self.cells, cells, strict=True):
                    cell.put_back(kept)
                self.given, self.hyper = map(_copies, hyper_then)
                self.joined, self.factor = list(joined), None
            case AddGroup(group):
                self.joined[group] = True
            case Schedule(factor):
                self.factor = float.fromhex(factor)

    def step(self, k: int) -> None:
        balls: dict[tuple[int, Format], SimpleNamespace] = {}
        for cell, start, g in zip(
            self.cells, self.scenario.parameters, self.gradients[k], strict=True
        ):
            if g is None or not self.joined[start.group]:
                continue
            key = start.group, cell.scalars
            if key not in balls:
                balls[key] = _as_balls(self.hyper[start.group], cell.scalars)
            cell.step(g, balls[key])
        if self.factor is not None:
            for hyper, joined in zip(self.hyper, self.joined, strict=True):
                if joined:
                    hyper["lr"] = hyper["lr"] * self.factor  # type: ignore[operator]


def _copies(hyper: list[Hyper]) -> list[Hyper]:
    return [dict(group) for group in hyper]


def _as_balls(hyper: Hyper, form: Format) -> SimpleNamespace:
    def ball(value: HyperValue) -> Any:
        if isinstance(value, tuple):
            return tuple(map(ball, value))
        return Balls.rounded(value, form) if isinstance(value, float) else value

    return SimpleNamespace(**{name: ball(value) for name, value in hyper.items()})
