"""Optimizers from update functions, with separate or concatenated parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from optimcore import Parameter

from ...rules.registry import rules
from ...scenarios.model import Scenario
from ...subjects.driver import Build
from ...subjects.hyper_names import HyperNames
from ...subjects.object_driver import ObjectDriver
from ...subjects.optimcore_subject import CoreSubject
from ...subjects.runner import run_scenario
from ...subjects.trajectory import Capabilities, Outcome
from .habits import Flat, PlainStyle, State

# One step of a parameter: (style, theta, gradient, state to change, step count, hyper) -> theta
UpdateVariant = Callable[[Any, Any, Any, State, Any, Any], Any]

WIDER = {np.dtype(np.float32): np.float64, np.dtype(np.float64): np.longdouble}


class ReorderedOptimizer:
    """A rule in one order of operations, as an optimizer of ``.data`` and ``.grad``."""

    def __init__(
        self,
        rule: str,
        move: UpdateVariant,
        habit: PlainStyle,
        params: Iterable[Parameter],
        hyper: Mapping[str, Any],
    ) -> None:
        self.move, self.habit = move, habit
        self.params = list(params)
        self.names = tuple(rules()[rule].defaults)
        self.__dict__.update({**rules()[rule].defaults, **hyper})
        self.counts = [0] * len(self.params)
        self.state: list[State] = [{} for _ in self.params]

    def zero_grad(self) -> None:
        """Clear the gradients."""
        for p in self.params:
            p.grad = None

    def step(self) -> None:
        """Take one step for every parameter with a gradient."""
        due = [i for i, p in enumerate(self.params) if p.grad is not None]
        for i in due:
            self.counts[i] += 1
        for together in self.parts(due):
            self.advance(together)

    def parts(self, due: list[int]) -> Iterator[list[int]]:
        """Return the sets of parameters that are updated together."""
        if not self.habit.flat:
            yield from ([i] for i in due)
            return
        ages = [(self.counts[i], self.params[i].data.dtype.str) for i in due]
        for age in sorted(set(ages)):
            yield [i for i, one in zip(due, ages, strict=True) if one == age]

    def advance(self, places: list[int]) -> None:
        """Update these parameters, as one array if there are several."""
        first, joined = places[0], self.habit.flat
        data, grads = [self.params[i].data for i in places], [self.params[i].grad for i in places]
        theta = join(data) if joined else data[0]
        g = join(grads) if joined else np.array(grads[0])
        state = stack_states([self.state[i] for i in places], data) if joined else self.state[first]
        if self.habit.wider:
            theta, g = (x.astype(WIDER[data[0].dtype]) for x in (theta, g))
        hyper = self.hyper(data[0].dtype)
        result = self.move(
            self.habit, theta, -g if hyper.maximize else g, state, self.counts[first], hyper
        )
        if joined:
            self.scatter(places, result, state)
        else:
            self.params[first].data[...] = result

    def scatter(self, places: list[int], theta: Any, state: State) -> None:
        """Write a concatenated array back to the parameters and states."""
        ends = np.cumsum([self.params[i].data.size for i in places])[:-1]
        for i, part in zip(places, np.split(theta, ends), strict=True):
            self.params[i].data[...] = part.reshape(self.params[i].data.shape)
        for name, value in state.items():
            whole = np.broadcast_to(np.asarray(value, theta.dtype), theta.shape)
            for i, part in zip(places, np.split(whole, ends), strict=True):
                self.state[i][name] = part.copy()

    def hyper(self, dtype: Any) -> SimpleNamespace:
        """Return the hyper-parameters in the precision of the arithmetic style."""

        def taken(value: Any) -> Any:
            if isinstance(value, tuple):
                return tuple(map(taken, value))
            return dtype.type(value) if isinstance(value, float) and self.habit.casts else value

        values = {name: taken(getattr(self, name)) for name in self.names}
        return SimpleNamespace(**values, itemsize=dtype.itemsize)

    def state_dict(self) -> dict[str, Any]:
        """Return the state for resuming."""
        hyper = {name: getattr(self, name) for name in self.names}
        return deepcopy({"hyper": hyper, "counts": self.counts, "state": self.state})

    def load_state_dict(self, saved: Mapping[str, Any]) -> None:
        """Load a saved state."""
        self.counts, self.state = deepcopy([saved["counts"], saved["state"]])
        self.__dict__.update(saved["hyper"])


def join(arrays: Iterable[Any]) -> Any:
    """Concatenate all elements into one row."""
    return np.concatenate([a.ravel() for a in arrays])


def stack_states(states: list[State], data: list[Any]) -> State:
    """Concatenate the states of several parameters."""
    return {name: np.concatenate([s[name] for s in states]) for name in states[0] if data}


@dataclass(frozen=True)
class Reordering:
    """A rule in one order of operations, as a correct subject that must have no findings."""

    rule: str
    move: UpdateVariant
    habit: type[PlainStyle] = PlainStyle

    @property
    def name(self) -> str:
        """The names of the order of operations and of the arithmetic style."""
        return f"{self.move.__name__}-{self.habit.__name__}"

    @property
    def sensible(self) -> bool:
        """Whether the style supports the rule: Flat needs an elementwise rule."""
        return self.habit is not Flat or rules()[self.rule].elementwise

    @property
    def build(self) -> Build:
        """Build a live instance."""
        names = HyperNames.identity(rules()[self.rule].defaults)
        return lambda spec: ObjectDriver(self.make, Parameter, names, spec)

    def make(self, params: Iterable[Parameter], **hyper: Any) -> ReorderedOptimizer:
        """Construct the optimizer."""
        return ReorderedOptimizer(self.rule, self.move, self.habit(), params, hyper)

    @property
    def capabilities(self) -> Capabilities:
        """Those of optimcore, but that hyper-parameters are not rejected."""
        refusals = {"refusals": "the subject does not check hyper-parameters"}
        core = CoreSubject(self.rule).capabilities
        return replace(core, unsupported={**core.unsupported, **refusals})

    def run(self, scenario: Scenario) -> Outcome:
        """Run a scenario."""
        with np.errstate(all="ignore"):
            return run_scenario(self.build, scenario)
