"""The event loop that runs a scenario on a live optimizer and collects its trajectory."""

from __future__ import annotations

import pickle
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from ..scenarios.encoding import decode_group, decode_hyper
from ..scenarios.model import (
    AddGroup,
    Event,
    Floats,
    Look,
    OtherStep,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Step,
    Write,
    ZeroGrad,
)
from ..scenarios.model import HyperValue as Value
from .driver import Build, BuildSpec, Driver
from .monitors import (
    step_with_closure,
    step_with_hooks,
    watch_cleared,
    watch_gradients,
    watch_parameters,
)
from .trajectory import ContractViolation, Outcome, SubjectError, Trajectory

# The value that is written into gradient buffers to simulate their reuse.
LEFTOVER = 12_345.0

COPIES: dict[str, Callable[[Any], Any]] = {
    "deepcopy": deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),  # noqa: S301 - made here
}


# In an event with many equal steps, gradients and parameters are watched after the first steps.
WATCHED_STEPS = 3

# Characters of an exception's message that are kept.
LONGEST_MESSAGE = 400

Watch = Callable[[int], None]


def is_interrupt(error: BaseException) -> bool:
    """Whether the user interrupts this process; one that ignores the signal is not interrupted.

    A test that pytest ends, for example after a timeout, is interrupted too.
    """
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return (isinstance(error, KeyboardInterrupt) and not ignored) or _ends_test(error)


def _ends_test(error: BaseException) -> bool:
    """Whether an exception is an outcome of pytest, which a signal handler may raise anywhere."""
    pytest = sys.modules.get("pytest")
    return pytest is not None and isinstance(
        error, (pytest.fail.Exception, pytest.skip.Exception, pytest.exit.Exception)
    )


def describe_exception(error: BaseException) -> str:
    """Return the message of an exception as valid Unicode, or why it has none."""
    try:
        return str(error)[:LONGEST_MESSAGE].encode(errors="backslashreplace").decode()
    except BaseException as failure:
        if is_interrupt(failure):
            raise
        return f"(its message cannot be read: {type(failure).__name__})"


def ignore_progress(event: int) -> None:
    """Ignore the progress of a run."""


def run_scenario(build: Build, scenario: Scenario, watch: Watch = ignore_progress) -> Outcome:
    """Run the scenario on a driver that ``build`` makes.

    Args:
        build: builds the driver.
        scenario: the scenario.
        watch: called before the construction, with -1, and before every step and other event with
            the index of the event.
    """
    return ScenarioRunner(build, scenario, watch).outcome()


@dataclass
class ScenarioRunner:
    """One run of a scenario on a driver."""

    build: Build
    scenario: Scenario
    watch: Watch = ignore_progress
    event: int = -1
    violations: list[ContractViolation] = field(default_factory=list)

    def outcome(self) -> Outcome:
        frames = []
        try:
            self.watch(-1)
            self.build_drivers()
            for k, event in enumerate(self.scenario.events):
                self.event = k
                self.watch(k)
                frames.append(self.frame_of(event))
        except BaseException as error:
            if is_interrupt(error):
                raise
            return SubjectError(self.event, type(error).__name__, describe_exception(error))
        return Trajectory(tuple(frames), tuple(self.violations))

    def build_drivers(self) -> None:
        self.hyper = [decode_group(group) for group in self.scenario.groups]
        self.late = self.scenario.late
        self.driver = self.build_driver(self.scenario.arrays())
        if any(isinstance(event, OtherStep) for event in self.scenario.events):
            self.other = self.build_driver(self.scenario.arrays())

    def build_driver(
        self, arrays: list[Floats], instead: Mapping[str, Value] | None = None
    ) -> Driver:
        groups = [{**group, **(instead or {})} for group in self.hyper]
        return self.build(BuildSpec.from_scenario(self.scenario, arrays, groups, self.late))

    def frame_of(self, event: Event) -> tuple[Floats, ...]:
        """Run an event, and return the parameters after it, or those that it shows."""
        if isinstance(event, Look):
            return tuple(self.driver.look(event.calls))
        self.run_event(event)
        return tuple(v.copy() for v in self.driver.values())

    def run_event(self, event: Event) -> None:
        match event:
            case Step():
                self.run_steps(event)
            case SetHyper(name, value, group):
                self.hyper[group][name] = decode_hyper(value)
                self.driver.set(name, self.hyper[group][name], group)
            case ZeroGrad():
                self.driver.zero_grad()
                self.violations += watch_cleared(self.event, self.driver)
            case Write(values):
                dtypes = self.scenario.dtypes
                both = zip(values, dtypes, strict=True)
                self.driver.write([array.numpy(dtype) for array, dtype in both])
            case OtherStep():
                self.other.set_gradients(self.scenario.gradients(event))
                self.other.step()
            case Resume(hyper, "state" | "file" as by):
                saved = self.driver.save()
                if by == "file":
                    saved = self.driver.pass_through_file(saved)
                self.driver = self.build_driver(self.driver.values(), decode_group(hyper))
                self.driver.load(saved)
            case Resume(by=by):
                self.driver = self.driver.clone(COPIES[by])
            case Restart():
                self.driver = self.build_driver(self.driver.values())
            case Save(shared):
                saved = self.driver.save()
                self.checkpoint = (
                    [v.copy() for v in self.driver.values()],
                    saved if shared else deepcopy(saved),
                    [dict(group) for group in self.hyper],
                    self.late,
                )
            case Rewind(shared):
                arrays, saved, hyper_then, self.late = self.checkpoint
                self.hyper = [dict(group) for group in hyper_then]
                self.driver = self.build_driver([a.copy() for a in arrays])
                self.driver.load(saved if shared else deepcopy(saved))
            case AddGroup(group):
                self.late = self.late - {group}
                self.driver.add_group(group, self.hyper[group])
            case Schedule(factor):
                self.driver.schedule(float.fromhex(factor))

    def run_steps(self, event: Step) -> None:
        given = (
            [g if g is None else g.numpy(event.dtype) for g in event.gradients]
            if event.dtype
            else self.scenario.gradients(event)
        )
        for k in range(event.times):
            self.watch(self.event)
            self.step(event, given)
            # Of many equal steps, the first ones and the last one show what all of them do.
            if k < WATCHED_STEPS or k == event.times - 1:
                self.watch_step(event, given)
            if event.recycle:
                for buffer in self.driver.gradients():
                    if buffer is not None:
                        buffer[...] = LEFTOVER

    def step(self, event: Step, given: Sequence[Floats | None]) -> None:
        scale = float.fromhex(event.loss_scale) if event.loss_scale else None
        copies = [g if g is None else g.copy() if scale is None else g * scale for g in given]
        if event.closure:
            self.violations += step_with_closure(self.event, self.driver, copies)
            return
        if event.sparse:
            self.driver.set_sparse_gradients(copies)
        else:
            self.driver.set_gradients(copies)
        if event.loss_scale:
            self.driver.step_scaled(float.fromhex(event.loss_scale), event.overflow)
        elif event.hooks:
            self.violations += step_with_hooks(self.event, self.driver)
        else:
            self.driver.step()

    def watch_step(self, event: Step, given: Sequence[Floats | None]) -> None:
        if not event.sparse:
            self.violations += watch_gradients(self.event, self.driver, given)
        self.violations += watch_parameters(self.event, self.driver, self.scenario)
