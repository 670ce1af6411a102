"""Run a scenario on a live optimizer, and check its contract during the run."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..scenarios.encoding import read, read_all
from ..scenarios.model import (
    AddGroup,
    Event,
    Floats,
    OtherStep,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Step,
    ZeroGrad,
    carrier,
)
from ..scenarios.model import HyperValue as Value
from .driver import Build, Instance, Plan
from .trajectory import Notice, Outcome, Raised, Trajectory

# The value that is written into gradient buffers to simulate their reuse.
LEFTOVER = 12_345.0

# The loss that a closure returns.
LOSS = 0.75

COPIES: dict[str, Callable[[Any], Any]] = {
    "deepcopy": deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),  # noqa: S301 - made here
}


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
        self.late = self.scenario.late
        self.instance = self.fresh(self.scenario.arrays())
        if any(isinstance(event, OtherStep) for event in self.scenario.events):
            self.other = self.fresh(self.scenario.arrays())

    def fresh(self, arrays: list[Floats], instead: Mapping[str, Value] | None = None) -> Instance:
        groups = [{**group, **(instead or {})} for group in self.hyper]
        return self.build(Plan.of(self.scenario, arrays, groups, self.late))

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
            case OtherStep():
                self.other.give(self.scenario.gradients(event))
                self.other.step()
            case Resume(hyper, "state" | "file" as by):
                saved = self.instance.save()
                if by == "file":
                    saved = self.instance.through_file(saved)
                self.instance = self.fresh(self.instance.values(), read_all(hyper))
                self.instance.load(saved)
            case Resume(by=by):
                self.instance = self.instance.copied(COPIES[by])
            case Restart():
                self.instance = self.fresh(self.instance.values())
            case Save():
                # Like a checkpoint file, the copy shares no memory with the original.
                self.kept = (
                    [v.copy() for v in self.instance.values()],
                    deepcopy(self.instance.save()),
                    [dict(group) for group in self.hyper],
                    self.late,
                )
            case Rewind(shared):
                arrays, saved, hyper_then, self.late = self.kept
                self.hyper = [dict(group) for group in hyper_then]
                self.instance = self.fresh([a.copy() for a in arrays])
                self.instance.load(saved if shared else deepcopy(saved))
            case AddGroup(group):
                self.late = self.late - {group}
                self.instance.add_group(group, self.hyper[group])
            case Schedule(factor):
                self.instance.schedule(float.fromhex(factor))

    def step(self, event: Step) -> None:
        given = (
            [g if g is None else g.numpy(event.dtype) for g in event.gradients]
            if event.dtype
            else self.scenario.gradients(event)
        )
        copies = [g if g is None else g.copy() for g in given]
        if event.closure:
            self.step_with_closure(copies)
        else:
            self.instance.give_sparse(copies) if event.sparse else self.instance.give(copies)
            self.step_with_hooks() if event.hooks else self.instance.step()
        if not event.sparse:
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
            self.notice(
                "loss not returned", 0, f"the closure returned {LOSS}, step returned {returned}"
            )

    def step_with_hooks(self) -> None:
        """Take one step with two hooks, which must see the parameters before and after it."""
        seen: list[tuple[str, list[Floats]]] = []

        def see(when: str) -> Callable[[], None]:
            return lambda: seen.append((when, [v.copy() for v in self.instance.values()]))

        start = [v.copy() for v in self.instance.values()]
        remove = self.instance.hook(see("before"), see("after"))
        self.instance.step()
        remove()
        now = self.instance.values()
        if [when for when, _ in seen] != ["before", "after"]:
            order = ", ".join(when for when, _ in seen) or "none"
            self.notice("hooks out of order", 0, f"called: {order}")
            return
        for (when, values), right in zip(seen, (start, now), strict=True):
            for i, (a, b) in enumerate(zip(values, right, strict=True)):
                if not _same_bits(a, b):
                    self.notice(
                        "hooks out of order", i, f"the hook {when} the step saw other values"
                    )

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
            dtype = start.dtype or self.scenario.dtype
            if now.dtype != carrier(dtype):
                self.notice("dtype changed", i, f"was {dtype}, became {now.dtype}")

    def watch_cleared(self) -> None:
        for i, gradient in enumerate(self.instance.gradients()):
            if gradient is not None and np.any(gradient != 0):
                self.notice("gradient not cleared", i, f"still {_sample(gradient)}")

    def notice(self, kind: str, parameter: int, detail: str) -> None:
        self.notices.append(Notice(kind, self.event, parameter, detail))


def _same_bits(a: Floats, b: Floats) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def _sample(numbers: Floats) -> str:
    first = ", ".join(f"{v:.6g}" for v in numbers.ravel()[:3])
    return f"[{first}{', …' if numbers.size > 3 else ''}]"
