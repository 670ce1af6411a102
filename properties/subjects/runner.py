"""The event loop that runs a scenario on a live optimizer and collects its trajectory."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

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
)
from ..scenarios.model import HyperValue as Value
from .driver import Build, Instance, Plan
from .monitors import (
    step_with_closure,
    step_with_hooks,
    watch_cleared,
    watch_gradients,
    watch_parameters,
)
from .trajectory import Notice, Outcome, Raised, Trajectory

# The value that is written into gradient buffers to simulate their reuse.
LEFTOVER = 12_345.0

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
                self.notices += watch_cleared(self.event, self.instance)
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
            self.notices += step_with_closure(self.event, self.instance, copies)
        else:
            self.instance.give_sparse(copies) if event.sparse else self.instance.give(copies)
            if event.hooks:
                self.notices += step_with_hooks(self.event, self.instance)
            else:
                self.instance.step()
        if not event.sparse:
            self.notices += watch_gradients(self.event, self.instance, given)
        self.notices += watch_parameters(self.event, self.instance, self.scenario)
        if event.recycle:
            for buffer in self.instance.gradients():
                if buffer is not None:
                    buffer[...] = LEFTOVER
