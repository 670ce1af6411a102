"""Puts one live optimizer through a scenario and watches what it promises while it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from .scenario import (
    Array,
    Event,
    Floats,
    OtherStep,
    Precision,
    Restart,
    Resume,
    Scenario,
    SetHyper,
    Step,
    ZeroGrad,
    read,
    read_all,
)
from .scenario import HyperValue as Value
from .trajectory import Notice, Outcome, Raised, Trajectory

# What a training loop that reuses its gradient buffers may leave in them.
LEFTOVER = 12_345.0

# What a closure says the loss is.
LOSS = 0.75


@dataclass(frozen=True)
class Plan:
    """What an instance is built from."""

    arrays: list[Floats]
    strided: list[bool]
    members: list[int]
    groups: list[dict[str, Value]]
    as_generator: bool


class Instance(Protocol):
    """One live optimizer with its parameters."""

    def values(self) -> list[Floats]:
        """The parameters as they are now (the live arrays, or views of them)."""

    def gradients(self) -> list[Floats | None]:
        """The gradient buffers as they are now (live)."""

    def give(self, gradients: Sequence[Floats | None]) -> None:
        """Put these arrays where the optimizer looks for gradients."""

    def step(self) -> None:
        """One step."""

    def step_with(self, closure: Callable[[], float]) -> float | None:
        """One step with a closure that sets the gradients; gives what the step returns."""

    def zero_grad(self) -> None:
        """Forget the gradients."""

    def set(self, name: str, value: Value, group: int) -> None:
        """Change a hyper-parameter."""

    def save(self) -> object:
        """The optimizer's state, fit for ``load``."""

    def load(self, saved: object) -> None:
        """Continue from what ``save`` gave."""


Build = Callable[[Plan], Instance]


def drive(build: Build, scenario: Scenario) -> Outcome:
    """Run the scenario on an instance that ``build`` makes."""
    return _Run(build, scenario).outcome()


@dataclass
class _Run:
    build: Build
    scenario: Scenario
    event: int = -1
    notices: list[Notice] = field(default_factory=list)

    def outcome(self) -> Outcome:
        frames = []
        try:
            self.start()
            for k, event in enumerate(self.scenario.events):
                self.event = k
                self.happen(event)
                frames.append(tuple(v.copy() for v in self.instance.values()))
        except (Exception, SystemExit) as error:
            return Raised(self.event, type(error).__name__, str(error)[:400])
        return Trajectory(tuple(frames), tuple(self.notices))

    def start(self) -> None:
        self.hyper = [read_all(group) for group in self.scenario.groups]
        self.instance = self.fresh(self.scenario.arrays())
        if any(isinstance(event, OtherStep) for event in self.scenario.events):
            self.other = self.fresh(self.scenario.arrays())

    def fresh(self, arrays: list[Floats], instead: Mapping[str, Value] | None = None) -> Instance:
        starts = self.scenario.parameters
        return self.build(
            Plan(
                arrays,
                [start.strided for start in starts],
                [start.group for start in starts],
                [{**group, **(instead or {})} for group in self.hyper],
                self.scenario.params_as == "generator",
            )
        )

    def happen(self, event: Event) -> None:
        match event:
            case Step():
                for _ in range(event.times):
                    self.step(event)
            case SetHyper(name, value, group):
                self.hyper[group][name] = read(value)
                self.instance.set(name, self.hyper[group][name], group)
            case ZeroGrad():
                self.instance.zero_grad()
                self.watch_cleared()
            case OtherStep(gradients):
                self.other.give(_arrays(gradients, self.scenario.dtype))
                self.other.step()
            case Resume(hyper):
                saved = self.instance.save()
                self.instance = self.fresh(self.instance.values(), read_all(hyper))
                self.instance.load(saved)
            case Restart():
                self.instance = self.fresh(self.instance.values())

    def step(self, event: Step) -> None:
        dtype = event.dtype or self.scenario.dtype
        given = _arrays(event.gradients, dtype)
        copies = [g if g is None else g.copy() for g in given]
        if event.closure:
            self.step_with_closure(copies)
        else:
            self.instance.give(copies)
            self.instance.step()
        self.watch_gradients(given)
        self.watch_parameters()
        if event.recycle:
            for buffer in self.instance.gradients():
                if buffer is not None:
                    buffer[...] = LEFTOVER

    def step_with_closure(self, gradients: list[Floats | None]) -> None:
        calls = 0

        def closure() -> float:
            nonlocal calls
            calls += 1
            self.instance.give(gradients)
            return LOSS

        returned = self.instance.step_with(closure)
        if calls != 1:
            self.notice("closure not called once", 0, f"called {calls} times")
        elif returned != LOSS:
            self.notice("loss not returned", 0, f"the closure gave {LOSS}, step gave {returned}")

    def watch_gradients(self, given: list[Floats | None]) -> None:
        for i, (before, after) in enumerate(zip(given, self.instance.gradients(), strict=True)):
            if before is None or (after is not None and _same_bits(before, after)):
                continue
            became = "None" if after is None else _sample(after)
            self.notice("gradient written", i, f"was {_sample(before)}, became {became}")

    def watch_parameters(self) -> None:
        for i, (start, now) in enumerate(
            zip(self.scenario.parameters, self.instance.values(), strict=True)
        ):
            if now.shape != start.value.shape:
                self.notice("shape changed", i, f"was {start.value.shape}, became {now.shape}")
            if now.dtype != self.scenario.dtype:
                self.notice("dtype changed", i, f"was {self.scenario.dtype}, became {now.dtype}")

    def watch_cleared(self) -> None:
        for i, gradient in enumerate(self.instance.gradients()):
            if gradient is not None and np.any(gradient != 0):
                self.notice("gradient not cleared", i, f"still {_sample(gradient)}")

    def notice(self, kind: str, parameter: int, detail: str) -> None:
        self.notices.append(Notice(kind, self.event, parameter, detail))


def _arrays(gradients: Sequence[Array | None], dtype: Precision) -> list[Floats | None]:
    return [None if g is None else g.numpy(dtype) for g in gradients]


def _same_bits(a: Floats, b: Floats) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def _sample(numbers: Floats) -> str:
    first = ", ".join(f"{v:.6g}" for v in numbers.ravel()[:3])
    return f"[{first}{', …' if numbers.size > 3 else ''}]"
