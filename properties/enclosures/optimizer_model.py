"""The optimizer of a scenario, computed with balls."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar

from ..rules.registry import Rule
from ..scenarios.encoding import decode_group, decode_hyper
from ..scenarios.model import (
    AddGroup,
    Event,
    Floats,
    HyperValue,
    Look,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Step,
    Write,
)
from ..scenarios.translated import START, Errors
from .ball_arrays import Balls, Format
from .look_enclosure import look
from .parameter_enclosure import ParameterEnclosure, present_elements
from .shared_enclosure import DueParameter, SharedEnclosure
from .starting_values import StartingValues

Hyper = dict[str, HyperValue]


class OptimizerModel:
    """The optimizer of a scenario, computed with balls.

    A rebuilt optimizer has no scheduler, whatever state is loaded. A hypothesis about the contract
    is a subclass that replaces ``count``, ``take_step``, ``update_parameters``, ``hyper_of``,
    ``in_order``, ``due_parameters`` or ``run_event``.
    """

    joins_equal_elements: ClassVar[bool] = True
    """Whether elements with equal values and gradients are computed once. Otherwise the state has
    the shape of the parameter."""

    has_own_states: ClassVar[bool] = True
    """Whether the rule's own steps left every state. A step from another one may be impossible, as
    where an entry is missing, so that nothing is known of the parameter after it."""

    def __init__(self, rule: Rule, scenario: Scenario, errors: Mapping[int, Errors]) -> None:
        self.rule = rule
        self.scenario = scenario
        self.errors = errors
        self.gradients = {
            k: scenario.gradients(event)
            for k, event in enumerate(scenario.events)
            if isinstance(event, Step)
        }
        self.present = {
            k: tuple(None if g is None else present_elements(g) for g in given)
            for k, given in self.gradients.items()
            if rule.lazy
        }
        self.written = {
            k: [a.numpy(dtype) for a, dtype in zip(event.values, scenario.dtypes, strict=True)]
            for k, event in enumerate(scenario.events)
            if isinstance(event, Write)
        }
        arrays: list[Sequence[Floats | None]] = [
            *self.gradients.values(),
            *self.written.values(),
            *errors.values(),
            *self.present.values(),
        ]
        self.parameters = [
            ParameterEnclosure(
                rule,
                dtype,
                start,
                [a for a in (given[i] for given in arrays) if a is not None],
                errors[START][i] if START in errors else None,
                self.joins_equal_elements,
            )
            for i, (dtype, start) in enumerate(zip(scenario.dtypes, scenario.arrays(), strict=True))
        ]
        self.shared = SharedEnclosure(rule.ball_shared) if rule.ball_shared else None
        # The hyper-parameters as given, and as changed by the scheduler.
        self.given: list[Hyper] = [dict(rule.defaults) | decode_group(g) for g in scenario.groups]
        self.hyper = _copies(self.given)
        self.starting = StartingValues(rule.profile.starting, self.given)
        self.joined = [k not in scenario.late for k in range(len(scenario.groups))]
        self.factor: float | None = None
        self.kept: Any = None

    def frames(self) -> Iterator[list[tuple[Floats, Floats]]]:
        """Yield the midpoints and radii of each parameter after each event."""
        for k, event in enumerate(self.scenario.events):
            if isinstance(event, Look):
                yield self.look(event.calls)
                continue
            self.run_event(k, event)
            yield [cell.bounds() for cell in self.parameters]

    def look(self, calls: int) -> list[tuple[Floats, Floats]]:
        """Return what the parameters are in evaluation mode, and switch back to training mode."""
        return [
            cell.in_shape(look(cell, _as_balls(self.hyper[start.group], cell.scalars), calls))
            for cell, start in zip(self.parameters, self.scenario.parameters, strict=True)
        ]

    def run_event(self, k: int, event: Event) -> None:
        match event:
            case Step(overflow=True):
                pass  # the whole step is skipped, and nothing is counted
            case Step(times=times):
                for _ in range(times):
                    self.step(k)
            case SetHyper(name, value, group):
                self.given[group][name] = self.hyper[group][name] = decode_hyper(value)
            case Resume(hyper, by):
                self.factor = None
                if by in ("state", "file"):
                    new = decode_group(hyper)
                    self.starting.rebuild([values | new for values in self.given])
            case Restart():
                self.starting.build(self.given)
                for cell in self.parameters:
                    cell.restart()
                if self.shared:
                    self.shared.restart()
                self.hyper, self.factor = _copies(self.given), None
            case Save():
                self.kept = (
                    [cell.save() for cell in self.parameters],
                    (_copies(self.given), _copies(self.hyper)),
                    list(self.joined),
                    self.shared.save() if self.shared else None,
                )
            case Rewind():
                cells, hyper_then, joined, shared = self.kept
                if self.shared:
                    self.shared.restore(shared)
                for cell, kept in zip(self.parameters, cells, strict=True):
                    cell.restore(kept)
                self.given, self.hyper = map(_copies, hyper_then)
                self.joined, self.factor = list(joined), None
                self.starting.rebuild(self.given)
            case AddGroup(group):
                self.joined[group] = True
                self.starting.add_group(group, self.given[group])
            case Write():
                for cell, values, error in zip(
                    self.parameters, self.written[k], self.errors_of(k), strict=True
                ):
                    cell.write(values, error)
            case Schedule(factor):
                self.factor = float.fromhex(factor)

    def errors_of(self, k: int) -> Errors:
        return self.errors.get(k) or (None,) * len(self.parameters)

    def step(self, k: int) -> None:
        """Take one step with the gradients of an event."""
        self.update_parameters(k)
        if self.factor is not None:
            for hyper, joined in zip(self.hyper, self.joined, strict=True):
                if joined:
                    hyper["lr"] = hyper["lr"] * self.factor  # type: ignore[operator]

    def update_parameters(self, k: int) -> None:
        """Update the parameters that have a gradient in an event."""
        due = list(self.due_parameters(k))
        if self.rule.skips_empty:
            due = [d for d in due if d[1].cell.theta.size]
        shared = self.shared.step([one for _, one, _ in due]) if self.shared else None
        for i, one, present in due:
            if self.shared and shared is None:
                one.cell.make_indefinite()
            else:
                self.take_step(i, one, present, shared)

    def take_step(
        self,
        i: int,
        one: DueParameter,
        present: Floats | None,
        shared: Mapping[str, Any] | None,
    ) -> None:
        """Update a parameter.

        Args:
            i: the index of the parameter.
            one: the parameter with its gradient and hyper-parameters.
            present: as in ``ParameterEnclosure.step``.
            shared: as in ``ParameterEnclosure.step``.
        """
        group = self.scenario.parameters[i].group
        if one.cell.t == 1 and not self.starting.are_certain(group, self.hyper[group]):
            one.cell.make_indefinite()
            return
        try:
            one.cell.step(one.gradient, one.hyper, present, shared)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            if self.has_own_states:
                raise
            one.cell.make_indefinite()

    def count(self, i: int, is_due: bool, has_joined: bool) -> None:
        """Advance the step count of a parameter, if the step counts for it."""
        self.parameters[i].t += is_due or (self.rule.one_count and has_joined)

    def hyper_of(self, i: int) -> Hyper:
        """Return the hyper-parameters that a parameter is updated with."""
        return self.hyper[self.scenario.parameters[i].group]

    def balls_of(self, i: int) -> SimpleNamespace:
        """Return the hyper-parameters that a parameter is updated with, as balls."""
        return _as_balls(self.hyper_of(i), self.parameters[i].scalars)

    def due_parameters(self, k: int) -> Iterator[tuple[int, DueParameter, Floats | None]]:
        """Count a step, and yield the parameters that have a gradient, with what is present."""
        balls: dict[Hashable, SimpleNamespace] = {}
        nothing: Errors = (None,) * len(self.parameters)
        errors, known = self.errors_of(k), self.present.get(k, nothing)
        for i in self.in_order():
            cell, start, g = self.parameters[i], self.scenario.parameters[i], self.gradients[k][i]
            joined = self.joined[start.group]
            due = g is not None and joined
            self.count(i, due, joined)
            if g is None or not due:
                continue
            hyper = self.hyper_of(i)
            key = tuple(hyper.items()), cell.scalars
            if key not in balls:
                balls[key] = _as_balls(hyper, cell.scalars)
            yield i, DueParameter(cell, cell.gradient_of(g, errors[i]), balls[key]), known[i]

    def in_order(self) -> Sequence[int]:
        """Return the indices of the parameters in the order in which they are updated."""
        return range(len(self.parameters))


def _copies(hyper: list[Hyper]) -> list[Hyper]:
    return [dict(group) for group in hyper]


def _as_balls(hyper: Hyper, form: Format) -> SimpleNamespace:
    def ball(value: HyperValue) -> Any:
        if isinstance(value, tuple):
            return tuple(map(ball, value))
        return Balls.rounded(value, form) if isinstance(value, float) else value

    return SimpleNamespace(**{name: ball(value) for name, value in hyper.items()})
